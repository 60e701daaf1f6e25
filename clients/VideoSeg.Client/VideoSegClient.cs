using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.Client.Batch;
using VideoSeg.Client.Sources;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// Speaks to one VideoSeg server. Make one and keep it: its connection is shared by all streams, and it may be used from
/// several threads at once. What the server refuses is a <see cref="VideoSegServerException"/>.
/// </summary>
public sealed class VideoSegClient : IDisposable
{
    private readonly VideoSegClientOptions _options;
    private readonly GrpcChannel _channel;
    private readonly SegmentationService.SegmentationServiceClient _segmentation;
    private readonly ModelService.ModelServiceClient _models;
    private readonly ResultService.ResultServiceClient _results;

    /// <summary>Connects at the first call.</summary>
    /// <param name="address">The server's gRPC address, such as http://127.0.0.1:5080.</param>
    /// <param name="options">Null: the defaults.</param>
    public VideoSegClient(Uri address, VideoSegClientOptions? options = null)
    {
        _options = options ?? new VideoSegClientOptions();
        _channel = _options.OpenChannel(address);
        _segmentation = new SegmentationService.SegmentationServiceClient(_channel);
        _models = new ModelService.ModelServiceClient(_channel);
        _results = new ResultService.ResultServiceClient(_channel);
        Batch = new BatchClient(_channel);
        Sources = new SourceClient(_channel);
    }

    /// <summary>Video files that the server works through.</summary>
    public BatchClient Batch { get; }

    /// <summary>Video that the server fetches by itself.</summary>
    public SourceClient Sources { get; }

    /// <summary>Opens a stream and waits until the server has accepted it.</summary>
    /// <param name="config">What the stream is to be; null: the server's choices.</param>
    /// <param name="cancellationToken">Ends the stream, for as long as it lives.</param>
    public Task<SegmentationStream> OpenStreamAsync(StreamConfig? config = null, CancellationToken cancellationToken = default) =>
        SegmentationStream.OpenAsync(new StreamDialler(_segmentation, config ?? new StreamConfig(), _options), _options, cancellationToken);

    /// <summary>
    /// Streams <paramref name="frames"/> and gives one result for each, in their order, while it sends. The frames are
    /// asked for as fast as the server takes them; a result that is not read in time slows the sending.
    /// </summary>
    /// <param name="frames">Numbered from 0 in this order.</param>
    /// <param name="config">What the stream is to be; null: the server's choices.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="FrameTooLargeException">A frame is over the server's limits.</exception>
    public async IAsyncEnumerable<FrameResult> SegmentAsync(
        IAsyncEnumerable<VideoFrame> frames,
        StreamConfig? config = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stream = await OpenStreamAsync(config, ended.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var sending = SendAllAsync(stream, frames, ended);
        try
        {
            var results = stream.ReadResultsAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
            await using var __ = results.ConfigureAwait(false);
            while (await NextAsync(results, sending, cancellationToken).ConfigureAwait(false))
            {
                yield return results.Current;
            }
        }
        finally
        {
            // The reader may have left early, or the server ended the stream: there is nobody left to send for.
            await ended.CancelAsync().ConfigureAwait(false);
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Follows the results of one stream or of many, until the caller leaves. After a broken connection it goes on behind the last result that
    /// came, as far as the server has kept it: what it has not is told as missed.
    /// </summary>
    /// <param name="request">Whose results, from where, and what of them; the pattern <c>&gt;</c> is all streams.</param>
    /// <param name="cancellationToken">Leaves.</param>
    public IAsyncEnumerable<SubscribeResponse> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken = default) =>
        new ResultSubscription(_results, request, _options).ReadAsync(cancellationToken);

    /// <summary>Says how far a named subscription has come: its next Subscribe goes on behind this position.</summary>
    public Task AcknowledgeAsync(string subscription, ulong sequence, CancellationToken cancellationToken = default) =>
        AnswerAsync(_results.AcknowledgeAsync(new AcknowledgeRequest { Subscription = subscription, Sequence = sequence }, cancellationToken: cancellationToken));

    /// <summary>Forgets a named subscription and its position.</summary>
    public Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellationToken = default) =>
        AnswerAsync(_results.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = subscription }, cancellationToken: cancellationToken));

    /// <summary>How the open streams do, as far as the caller may see them.</summary>
    /// <param name="pattern">Of their ids; empty: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StreamState>> ListStreamsAsync(string pattern = "", CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_results.ListStreamsAsync(new ListStreamsRequest { Pattern = pattern }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Streams;

    /// <summary>How one stream does.</summary>
    public async Task<StreamState> GetStreamAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_results.GetStreamAsync(new GetStreamRequest { StreamId = streamId }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Stream;

    /// <summary>The models that the server has loaded.</summary>
    public async Task<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_models.ListModelsAsync(new ListModelsRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false)).Models;

    /// <summary>One model; an empty name is the server's default one.</summary>
    public async Task<Model> GetModelAsync(string name = "", CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_models.GetModelAsync(new GetModelRequest { Name = name }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Model;

    /// <summary>Closes the connection; streams that are open end.</summary>
    public void Dispose() => _channel.Dispose();

    private static async Task<T> AnswerAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw VideoSegServerException.From(e);
        }
    }

    /// <summary>Sends until the frames are over. A failure of the source ends the stream, so that the reader gets to know.</summary>
    private static async Task SendAllAsync(SegmentationStream stream, IAsyncEnumerable<VideoFrame> frames, CancellationTokenSource ended)
    {
        // A source may do its work before its first await; the reader must not wait for it.
        await Task.Yield();
        try
        {
            await foreach (var frame in frames.WithCancellation(ended.Token).ConfigureAwait(false))
            {
                await stream.SendAsync(frame, ended.Token).ConfigureAwait(false);
            }

            await stream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not VideoSegServerException)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<bool> NextAsync(
        IAsyncEnumerator<FrameResult> results, Task sending, CancellationToken cancellationToken)
    {
        try
        {
            return await results.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It was the sending that failed and ended the stream: its cause is the one to tell.
            await sending.ConfigureAwait(false);
            throw;
        }
    }
}
