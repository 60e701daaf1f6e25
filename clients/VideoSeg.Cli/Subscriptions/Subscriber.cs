using VideoSeg.Cli.Results;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Cli.Subscriptions;

/// <summary>Writes the messages of a subscription, and acknowledges the written results if the subscription has a name.</summary>
internal sealed class Subscriber(VideoSegClient client, ResultLines lines)
{
    /// <summary>The interval between acknowledgements. The server writes each one to disk; after a crash, at most one second of results is repeated.</summary>
    private static readonly TimeSpan AcknowledgeInterval = TimeSpan.FromSeconds(1);

    private long _written = -1;
    private long _acknowledged = -1;
    private long _acknowledgedAt = TimeProvider.System.GetTimestamp();

    /// <param name="request">The streams and the filter of the subscription.</param>
    /// <param name="count">The number of results to write, or <see langword="null"/> for no limit.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
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
            case SubscriptionStarted started:
                WriteStart(started);
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

    private void WriteStart(SubscriptionStarted started)
    {
        if (started.IsCreated)
        {
            lines.WriteNote(new { subscription_created = true });
        }

        if (started.IsLogReset)
        {
            lines.WriteNote(new { log_reset = true });
        }

        if (started.Missing > 0)
        {
            lines.WriteNote(new { not_kept = new { count = started.Missing, first_kept_sequence = started.FirstKeptSequence } });
        }
    }
}
