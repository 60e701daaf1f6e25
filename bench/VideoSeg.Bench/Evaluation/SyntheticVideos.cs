using System.Text.Json;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Vision;
using VideoSeg.Vision.Maps;

namespace VideoSeg.Bench.Evaluation;

/// <summary>
/// Writes synthetic panoptic videos in COCO panoptic format: stuff with wavy borders, and things that move over it and occlude each other.
/// </summary>
internal static class SyntheticVideos
{
    private const int Stuff = 5;
    private const int ThingClasses = 3;
    private const int Things = 12;

    /// <param name="folder">The folder to create.</param>
    /// <param name="videos">The number of videos.</param>
    /// <param name="framesOfVideo">The number of frames in each video.</param>
    /// <param name="size">The frame size in pixels.</param>
    /// <param name="drift">The offset in pixels from the ground truth, for which it is 0.</param>
    public static void Write(string folder, int videos, int framesOfVideo, PixelSize size, int drift)
    {
        Directory.CreateDirectory(folder);
        var segments = new IReadOnlyList<int>[videos * framesOfVideo];
        Parallel.For(0, segments.Length, i =>
        {
            var ids = Map(i / framesOfVideo, i % framesOfVideo, size, drift);
            segments[i] = [.. ids.Distinct()];
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), LabelMapPng.Encode(size, ids));
        });
        File.WriteAllText(Path.Combine(folder, PanopticFolder.JsonName), JsonSerializer.Serialize(new
        {
            images = segments.Select((_, i) => new { id = i, width = size.Width, height = size.Height, video_id = i / framesOfVideo, frame = i % framesOfVideo, file_name = $"{i}.png" }),
            annotations = segments.Select((ids, i) => new { image_id = i, file_name = $"{i}.png", segments_info = ids.Select(id => new { id, category_id = CategoryOf(id) }) }),
            categories = Enumerable.Range(1, Stuff + ThingClasses).Select(id => new { id, name = $"class {id}", isthing = id > Stuff ? 1 : 0 }),
        }));
    }

    /// <summary>Returns the class of an id. The id of stuff is its class; larger ids are things.</summary>
    private static int CategoryOf(int id) => id <= Stuff ? id : Stuff + 1 + (id % ThingClasses);

    /// <returns>[height, width] ids.</returns>
    private static int[] Map(int video, int frame, PixelSize size, int drift)
    {
        var ids = new int[size.Pixels];
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                double wave = 12 * Math.Sin((x + drift + frame + (50 * video)) / 17.0) + 5 * Math.Sin((x + drift) / 3.0);
                ids[(y * size.Width) + x] = 1 + Math.Clamp((int)((y + wave) * Stuff / size.Height), 0, Stuff - 1);
            }
        }

        for (int thing = 0; thing < Things; thing++)
        {
            double turn = (frame / 90.0) + thing + video;
            int radius = 12 + (3 * thing);
            Paint(ids, size, 1 + Stuff + thing, drift + (int)(size.Width * (0.5 + 0.45 * Math.Sin(turn))), (int)(size.Height * (0.5 + 0.4 * Math.Cos(1.3 * turn))), radius);
        }

        return ids;
    }

    /// <summary>Paints a disc with a jagged edge.</summary>
    private static void Paint(int[] ids, PixelSize size, int id, int centreX, int centreY, int radius)
    {
        for (int y = Math.Max(0, centreY - radius); y < Math.Min(size.Height, centreY + radius); y++)
        {
            int half = (int)Math.Sqrt((radius * radius) - ((y - centreY) * (y - centreY))) - (y % 3);
            int from = Math.Clamp(centreX - half, 0, size.Width);
            int to = Math.Clamp(centreX + half, from, size.Width);
            ids.AsSpan((y * size.Width) + from, to - from).Fill(id);
        }
    }
}
