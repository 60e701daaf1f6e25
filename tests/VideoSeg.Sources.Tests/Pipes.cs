using System.IO.Pipelines;

namespace VideoSeg.Sources.Tests;

/// <summary>What a network brings.</summary>
internal static class Pipes
{
    /// <summary>The bytes, so many at a time.</summary>
    public static PipeReader InChunks(byte[] bytes, int chunk)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        _ = WriteAsync();
        return pipe.Reader;

        async Task WriteAsync()
        {
            foreach (var part in bytes.Chunk(chunk))
            {
                // Each waits until the part before was looked at.
                await pipe.Writer.WriteAsync(part, TestContext.Current.CancellationToken);
            }

            await pipe.Writer.CompleteAsync();
        }
    }
}
