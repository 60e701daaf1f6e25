using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Client.Sources;

/// <summary>Video that the server fetches by itself: <see cref="VideoSegClient.Sources"/>. What the server refuses is a <see cref="VideoSegServerException"/>.</summary>
public sealed class SourceClient
{
    private readonly SourceService.SourceServiceClient _sources;

    internal SourceClient(GrpcChannel channel) => _sources = new SourceService.SourceServiceClient(channel);

    /// <summary>Has the server fetch a video. Its results come through <see cref="VideoSegClient.SubscribeAsync"/>.</summary>
    public async Task<Source> CreateAsync(CreateSourceRequest request, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_sources.CreateSourceAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).Source;

    /// <summary>How a source does.</summary>
    public async Task<Source> GetAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_sources.GetSourceAsync(new GetSourceRequest { StreamId = streamId }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Source;

    /// <summary>All that the caller may see, oldest first.</summary>
    public async Task<IReadOnlyList<Source>> ListAsync(CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_sources.ListSourcesAsync(new ListSourcesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false)).Sources;

    /// <summary>Ends a source and its stream.</summary>
    public Task DeleteAsync(string streamId, CancellationToken cancellationToken = default) =>
        AnswerAsync(_sources.DeleteSourceAsync(new DeleteSourceRequest { StreamId = streamId }, cancellationToken: cancellationToken));

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
}
