using VideoSeg.Streaming.Files;

namespace VideoSeg.Streaming.Tests.Files;

public sealed class FileRootsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("videoseg-").FullName;
    private readonly string _root;

    public FileRootsTests()
    {
        _root = Directory.CreateDirectory(Path.Combine(_folder, "videos")).FullName;
        File.WriteAllText(Path.Combine(_root, "a.mp4"), "video");
        File.WriteAllText(Path.Combine(_root, "empty.mp4"), "");
        File.WriteAllText(Path.Combine(_folder, "secret"), "secret");
        File.CreateSymbolicLink(Path.Combine(_root, "inside.mp4"), Path.Combine(_root, "a.mp4"));
        File.CreateSymbolicLink(Path.Combine(_root, "outside.mp4"), Path.Combine(_folder, "secret"));
    }

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("../videos/a.mp4")]
    [InlineData("inside.mp4")]
    public void A_file_below_a_root_is_opened(string path)
    {
        using var file = new FileRoots(_root).Open(path);

        Assert.Equal((Path.Combine(_root, "a.mp4"), 5L), (file.RealPath, file.Bytes));
        Assert.Equal("video", File.ReadAllText(file.Path));
    }

    [Theory]
    [InlineData("../secret", FileRefusal.Missing)]
    [InlineData("outside.mp4", FileRefusal.Missing)]
    [InlineData("nowhere.mp4", FileRefusal.Missing)]
    [InlineData("empty.mp4", FileRefusal.Empty)]
    public void Any_other_file_is_refused(string path, FileRefusal expected) =>
        Assert.Equal(expected, Assert.Throws<FileRefusedException>(() => new FileRoots(_root).Open(path)).Refusal);

    [Fact]
    public void Without_roots_no_file_is_opened() =>
        Assert.Equal(FileRefusal.NoRoots, Assert.Throws<FileRefusedException>(() => new FileRoots("").Resolve("a.mp4")).Refusal);

    [Fact]
    public void A_root_that_does_not_exist_is_named() =>
        Assert.Contains("/nowhere/at/all", Assert.Throws<FileRootException>(() => new FileRoots($"{_root};/nowhere/at/all")).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
