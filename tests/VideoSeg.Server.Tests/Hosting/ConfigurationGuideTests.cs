using Microsoft.AspNetCore.Builder;
using VideoSeg.Server.Hosting;

namespace VideoSeg.Server.Tests.Hosting;

public sealed class ConfigurationGuideTests
{
    private static readonly IReadOnlyList<OptionsSection> Sections = ReadSections();

    [Fact]
    public void The_guide_says_what_the_options_say()
    {
        string path = Repository.Path("docs", "configuration.md");
        string guide = ConfigurationGuide.Write(Sections);
        if (Environment.GetEnvironmentVariable("VIDEOSEG_WRITE_GUIDE") is not null)
        {
            File.WriteAllText(path, guide);
        }

        Assert.Equal(File.ReadAllText(path), guide);
    }

    [Fact]
    public void Each_option_says_what_it_is_and_its_default()
    {
        var docs = new XmlDocs();
        Assert.All(Sections.SelectMany(s => ConfigurationGuide.Settings(s.Name, s.Options)), setting =>
        {
            string text = docs.Of(setting.Property);
            Assert.True(
                text.Contains("default", StringComparison.OrdinalIgnoreCase) || text.Contains("required", StringComparison.OrdinalIgnoreCase),
                $"{setting.Name} says '{text}', and no default");
        });
    }

    private static List<OptionsSection> ReadSections()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddVideoSeg().AddJobs().AddSources().AddEvents();
        return [.. builder.Services.Select(s => s.ImplementationInstance).OfType<OptionsSection>()];
    }
}
