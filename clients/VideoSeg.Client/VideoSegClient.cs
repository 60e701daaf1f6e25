using System.Runtime.CompilerServices;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// The client of one VideoSeg server. Create one and keep it: all streams share its connection, and it is safe to use from several threads.
/// A call that the server rejects throws a <see cref="VideoSegServerException"/>.
/// </summary>
public sealed class VideoSegClient : IDisposable
{
    private readonly VideoSegClientOptions _options;
    private readonly GrpcChannel _channel;
    private readonly SegmentationService.SegmentationServiceClient _segmentation;
    private readonly ModelService.ModelServiceClient _models;
    private readonly ResultService.ResultServiceClient _results;

    /// <summary>Creates a client. It connects at the first call.</summary>
    /// <param name="address">The server's gRPC address, such as http://127.0.0.1:5080.</param>
    public VideoSegClient(Uri address)
        : this([address], null)
    {
    }

    /// <summary>Creates a client. It connects at the first call.</summary>
    /// <param name="address">The server's gRPC address, such as http://127.0.0.1:5080.</param>
    /// <param name="options">Null: the defaults.</param>
    public VideoSegClient(Uri address, VideoSegClientOptions? options)
        : this([address], options)
    {
    }

    /// <summary>Creates a client that uses the first of several servers that responds, and another one when that is lost. It connects at the first call.</summary>
    /// <param name="addresses">The servers' gRPC addresses; one or more, all with the same scheme.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">There is no address, or they have different schemes.</exception>
    public VideoSegClient(IReadOnlyList<Uri> addresses, VideoSegClientOptions? options)
    {
        _options = options ?? new VideoSegClientOptions();
        _channel = ServerChannel.Open(addresses, _options);
        _segmentation = new SegmentationService.SegmentationServiceClient(_channel);
        _models = new ModelService.ModelServiceClient(_channel);
        _results = new ResultService.ResultServiceClient(_channel);
        Batch = new BatchClient(_channel);
        Sources = new SourceClient(_channel);
    }

    /// <summary>Jobs: video files that the server processes.</summary>
    public BatchClient Batch { get; }

    /// <summary>Sources: cameras and files that the server pulls.</summary>
    public SourceClient Sources { get; }

    /// <summary>Opens a stream and waits until the server has accepted it.</summary>
    /// <param name="config">The options of the stream; null: the server's defaults.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests, for as long as the stream is open.</param>
    public Task<SegmentationStream> OpenStreamAsync(StreamConfig? config = null, CancellationToken cancellationToken = default) =>
        SegmentationStream.OpenAsync(new StreamDialler(_segmentation, config ?? new StreamConfig(), _options), _options, cancellationToken);

    /// <summary>
    /// Streams <paramref name="frames"/> and returns one result for each, in their order, while it sends. The frames are
    /// requested as fast as the server accepts them; results that are not read in time slow the sending.
    /// </summary>
    /// <param name="frames">The frames; they are numbered from 0 in this order.</param>
    /// <param name="config">The options of the stream; null: the server's defaults.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="FrameTooLargeException">A frame exceeds the server's limits.</exception>
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
            // The reader may have stopped early, or the server ended the stream: nothing is left to send for.
            await ended.CancelAsync().ConfigureAwait(false);
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Subscribes to the results of one stream or of many. After a broken connection it continues behind the last result that arrived; results
    /// that the server no longer keeps are reported as <see cref="MissedResults"/>.
    /// </summary>
    /// <param name="request">The streams (pattern <c>&gt;</c>: all), the position to start from, and filters.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public IAsyncEnumerable<SubscriptionMessage> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken = default) =>
        new ResultSubscription(_results, request, _options).ReadAsync(cancellationToken);

    /// <summary>Acknowledges results of a named subscription: its next Subscribe continues behind this position.</summary>
    public Task AcknowledgeAsync(string subscription, ulong sequence, CancellationToken cancellationToken = default) =>
        ServerCall.AnswerAsync(_results.AcknowledgeAsync(new AcknowledgeRequest { Subscription = subscription, Sequence = sequence }, cancellationToken: cancellationToken), cancellationToken);

    /// <summary>Deletes a named subscription and its position.</summary>
    public Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellationToken = default) =>
        ServerCall.AnswerAsync(_results.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = subscription }, cancellationToken: cancellationToken), cancellationToken);

    /// <summary>Gets the status of the open streams that the caller may see.</summary>
    /// <param name="pattern">The pattern of stream ids; empty: all.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task<IReadOnlyList<StreamState>> ListStreamsAsync(string pattern = "", CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_results.ListStreamsAsync(new ListStreamsRequest { Pattern = pattern }, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Streams;

    /// <summary>Gets the status of one stream.</summary>
    public async Task<StreamState> GetStreamAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_results.GetStreamAsync(new GetStreamRequest { StreamId = streamId }, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Stream;

    /// <summary>Gets the models that the server has loaded.</summary>
    public async Task<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_models.ListModelsAsync(new ListModelsRequest(), cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Models;

    /// <summary>Gets one model; an empty name is the server's default model.</summary>
    public async Task<Model> GetModelAsync(string name = "", CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_models.GetModelAsync(new GetModelRequest { Name = name }, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Model;

    /// <summary>Closes the connection. Open streams end.</summary>
    public void Dispose() => _channel.Dispose();

    /// <summary>Sends all frames. When the frames fail, the stream ends too, so that the reader does not wait for them.</summary>
    private static async Task SendAllAsync(SegmentationStream stream, IAsyncEnumerable<VideoFrame> frames, CancellationTokenSource ended)
    {
        // The frames may do synchronous work before their first await; the reader must not wait for it.
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
            // The sending failed and ended the stream: report its cause.
            await sending.ConfigureAwait(false);
            throw;
        }
    }
}
