using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// Manages the sources that the server pulls: <see cref="VideoSegClient.Sources"/>. A call that the server rejects throws a
/// <see cref="VideoSegServerException"/>.
/// </summary>
public sealed class SourceClient
{
    private readonly SourceService.SourceServiceClient _sources;

    internal SourceClient(GrpcChannel channel) => _sources = new SourceService.SourceServiceClient(channel);

    /// <summary>Creates a source. Its results arrive through <see cref="VideoSegClient.SubscribeAsync"/>.</summary>
    public async Task<Source> CreateAsync(CreateSourceRequest request, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_sources.CreateSourceAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).Source;

    /// <summary>Gets the status of a source.</summary>
    public async Task<Source> GetAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_sources.GetSourceAsync(new GetSourceRequest { StreamId = streamId }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Source;

    /// <summary>Lists the sources that the caller may see, oldest first.</summary>
    public async Task<IReadOnlyList<Source>> ListAsync(CancellationToken cancellationToken = default) =>
        (await AnswerAsync(_sources.ListSourcesAsync(new ListSourcesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false)).Sources;

    /// <summary>Deletes a source and ends its stream.</summary>
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
