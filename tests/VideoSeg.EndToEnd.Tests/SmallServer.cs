using VideoSeg.Client;
using VideoSeg.EndToEnd.Tests;
using VideoSeg.V1;

[assembly: AssemblyFixture(typeof(SmallServer))]

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A server with the small model "colours", shared by all tests of connections and limits that do not stop it.</summary>
public sealed class SmallServer : IAsyncLifetime
{
    private ServerProcess? _process;

    public Uri Address => _process!.Grpc;

    /// <summary>Returns a picture of 96x64 whose first <paramref name="red"/> columns are red and the rest blue.</summary>
    public static VideoFrame Frame(int red = 48)
    {
        byte[] bgr = new byte[3 * 96 * 64];
        for (int i = 0; i < 96 * 64; i++)
        {
            bgr[(3 * i) + (i % 96 < red ? 2 : 0)] = 255;
        }

        return VideoFrame.Raw(PixelFormat.Bgr24, 96, 64, bgr, TimeSpan.Zero);
    }

    public async ValueTask InitializeAsync() => _process = await ServerProcess.StartSmallAsync("--max-streams", "200");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
