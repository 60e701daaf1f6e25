using System.Net;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Errors.Limits;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Health;

/// <summary>Places for calls that watch the health: they need no authentication, and stay.</summary>
internal sealed class HealthWatches(IOptions<ServeOptions> options) : IDisposable
{
    private readonly Places _places = new(options.Value.MaxHealthWatches, options.Value.HealthWatchesPerAddress);

    /// <exception cref="TooManyWatchesException">There is no place.</exception>
    public IDisposable Take(IPAddress? address) => _places.TryTake(address) ?? throw new TooManyWatchesException(_places.All, _places.OfAddress);

    public void Dispose() => _places.Dispose();
}
