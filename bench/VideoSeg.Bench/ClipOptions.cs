using System.CommandLine;
using VideoSeg.Vision;

namespace VideoSeg.Bench;

/// <summary>The options --model, --clip and --frames of the benchmarks that use one clip.</summary>
internal sealed class ClipOptions(int frames)
{
    private static readonly PixelSize Hd = new(1280, 720);

    private readonly Option<string> _model = new("--model")
    {
        Description = "The folder of a model package.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Models, "street"),
    };

    private readonly Option<string> _clip = new("--clip")
    {
        Description = "A video file; its frames are resized to 1280x720 and sent as JPEG with quality 90.",
        HelpName = "FILE",
        DefaultValueFactory = _ => RepositoryPaths.Clip,
    };

    private readonly Option<int> _frames = new("--frames") { Description = "Frames per run.", HelpName = "N", DefaultValueFactory = _ => frames };

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_clip);
        command.Add(_frames);
    }

    public string Model(ParseResult arguments) => arguments.GetRequiredValue(_model);

    public BenchClip Read720p(ParseResult arguments) =>
        BenchClip.Read(arguments.GetRequiredValue(_clip), ..arguments.GetValue(_frames), Hd, quality: 90);
}
