using VideoSeg.Vision;

namespace VideoSeg.Bench.Fuzz.Files;

/// <summary>A parser that reads a file: the input is written to one of its name in a folder of the target.</summary>
internal static class ParsedFile
{
    /// <param name="name">The name of the target.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="seeds">Valid files.</param>
    /// <param name="read">Reads the file at a path. What derives from <see cref="VideoSegException"/> is a refusal.</param>
    public static FuzzTarget Target(string name, string file, IReadOnlyList<byte[]> seeds, Action<string> read)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("videoseg-fuzz-").FullName, file);
        return new FuzzTarget(name, seeds, input =>
        {
            File.WriteAllBytes(path, input);
            try
            {
                read(path);
                return true;
            }
            catch (VideoSegException)
            {
                return false;
            }
        });
    }
}
