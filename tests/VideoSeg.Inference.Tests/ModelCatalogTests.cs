using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Streams;

namespace VideoSeg.Inference.Tests;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("videoseg-models-");
    private readonly ModelCatalog _catalog;

    public ModelCatalogTests()
    {
        Install("colours");
        Install("semantic-only");
        _catalog = ModelCatalog.Load(Packages.Options with { Models = _models.FullName, DefaultModel = "colours" });
    }

    [Fact]
    public void Packages_that_have_not_changed_are_kept()
    {
        var before = _catalog.Models;

        Assert.Empty(_catalog.Reload());
        Assert.Equal(before, _catalog.Models);
    }

    [Fact]
    public void A_package_that_has_changed_is_a_new_model_and_the_old_one_is_freed_by_its_last_user()
    {
        var old = _catalog.Rent("colours")!;
        Edit("colours", "1.0.0", "2.0.0");

        var loaded = Assert.Single(_catalog.Reload());

        Assert.Equal(("colours", "2.0.0"), (loaded.Manifest.Name, loaded.Manifest.Version));
        Assert.Same(loaded, _catalog.Default);
        Run(old);
        old.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Run(old));
        Run(loaded);
    }

    [Fact]
    public void Packages_come_and_go()
    {
        Directory.Delete(Path.Combine(_models.FullName, "semantic-only"), recursive: true);
        Install("instances-only");

        Assert.Equal("instances-only", Assert.Single(_catalog.Reload()).Manifest.Name);
        Assert.Equal(["colours", "instances-only"], _catalog.Models.Select(m => m.Manifest.Name));
        Assert.Null(_catalog.Rent("semantic-only"));
    }

    [Theory]
    [InlineData("\"1.0.0\"", "1", "version")]
    [InlineData("\"semantic-only\"", "\"colours\"", "is that of another package")]
    public void Where_one_package_is_wrong_all_stay_as_they_are(string text, string replacement, string problem)
    {
        var before = _catalog.Models;
        Edit("colours", "Apache-2.0", "MIT");
        Edit("semantic-only", text, replacement);

        Assert.Contains(problem, Assert.Throws<ModelPackageException>(_catalog.Reload).Message, StringComparison.Ordinal);
        Assert.Equal(before, _catalog.Models);
        Run(_catalog.Default);
    }

    public void Dispose()
    {
        _catalog.Dispose();
        _models.Delete(recursive: true);
    }

    private static void Run(ISegmentationModel model)
    {
        using var frame = Pictures.RedLeftBlueRight(96, 64);
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        using var step = ((Segmenter)segmenter).Prepare(frame, TimeSpan.Zero);
        step.Execute();
    }

    private void Install(string name)
    {
        var folder = _models.CreateSubdirectory(name);
        foreach (string file in Directory.EnumerateFiles(Packages.Folder(name)))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }
    }

    private void Edit(string name, string text, string replacement)
    {
        string path = Path.Combine(_models.FullName, name, "model.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(text, replacement, StringComparison.Ordinal));
    }
}
