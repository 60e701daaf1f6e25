using VideoSeg.Cli.Results;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Cli.Subscriptions;

/// <summary>Writes what comes; what is written of a named subscription is acknowledged.</summary>
internal sealed class Subscriber(VideoSegClient client, ResultLines lines)
{
    /// <summary>Each acknowledgement is written to disk by the server: one a second is little, and what comes twice after a crash too.</summary>
    private static readonly TimeSpan AcknowledgeInterval = TimeSpan.FromSeconds(1);

    private long _written = -1;
    private long _acknowledged = -1;
    private long _acknowledgedAt = TimeProvider.System.GetTimestamp();

    /// <param name="request">Whose results, and what of them.</param>
    /// <param name="count">Results after which it ends; null: it does not.</param>
    /// <param name="cancellationToken">Leaves.</param>
    public async Task FollowAsync(SubscribeRequest request, int? count, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in client.SubscribeAsync(request, cancellationToken))
            {
                Write(message);
                if (message is not SubscribedResult { Result: var result })
                {
                    continue;
                }

                _written = (long)result.Sequence;
                if (TimeProvider.System.GetElapsedTime(_acknowledgedAt) >= AcknowledgeInterval)
                {
                    await AcknowledgeAsync(request.Subscription);
                }

                if (--count == 0)
                {
                    return;
                }
            }
        }
        finally
        {
            await AcknowledgeAsync(request.Subscription);
        }
    }

    private async Task AcknowledgeAsync(string subscription)
    {
        if (subscription.Length > 0 && _written > _acknowledged)
        {
            await client.AcknowledgeAsync(subscription, (ulong)_written, CancellationToken.None);
            (_acknowledged, _acknowledgedAt) = (_written, TimeProvider.System.GetTimestamp());
        }
    }

    private void Write(SubscriptionMessage message)
    {
        switch (message)
        {
            case SubscribedResult { Result: var result }:
                lines.Write(result);
                break;
            case MissedResults missed:
                lines.WriteNote(new { missed = new { first_sequence = missed.FirstSequence, last_sequence = missed.LastSequence } });
                break;
            case SubscriptionStarted { Missing: > 0 } started:
                lines.WriteNote(new { not_kept = new { count = started.Missing, first_kept_sequence = started.FirstKeptSequence } });
                break;
            case StreamOpened { State: var state }:
                lines.SetCategories(state.StreamId, state.Categories);
                lines.WriteNote(new { opened = state.StreamId, model = state.Model });
                break;
            case StreamClosed { State: var state }:
                lines.SetCategories(state.StreamId, state.Categories);
                lines.WriteNote(new { closed = state.StreamId, results = state.Results });
                break;
        }
    }
}
