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
        (await ServerCall.AnswerAsync(_sources.CreateSourceAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Source;

    /// <summary>Gets the status of a source.</summary>
    public async Task<Source> GetAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_sources.GetSourceAsync(new GetSourceRequest { StreamId = streamId }, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Source;

    /// <summary>Lists the sources that the caller may see, oldest first.</summary>
    public async Task<IReadOnlyList<Source>> ListAsync(CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_sources.ListSourcesAsync(new ListSourcesRequest(), cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Sources;

    /// <summary>Deletes a source and ends its stream.</summary>
    public Task DeleteAsync(string streamId, CancellationToken cancellationToken = default) =>
        ServerCall.AnswerAsync(_sources.DeleteSourceAsync(new DeleteSourceRequest { StreamId = streamId }, cancellationToken: cancellationToken), cancellationToken);
}
