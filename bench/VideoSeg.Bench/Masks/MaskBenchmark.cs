using System.Diagnostics;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Bench.Masks;

/// <summary>Measures the time and the size of mask encodings. Each round encodes the maps of a clip's frames with all encodings in turn.</summary>
internal static class MaskBenchmark
{
    private static readonly FrameLimits Limits = new(100_000_000);

    public static MaskResult Run(string modelFolder, BenchClip clip, int rounds)
    {
        var maps = Maps(modelFolder, clip);
        try
        {
            int masks = maps.Sum(map => map.Segments.Count);
            EncodingCost[] encodings =
            [
                new("rle", map => [.. RleEncoder.Encode(map).Select(mask => mask.Counts.Length)]),
                new("polygons", map => [.. PolygonEncoder.Encode(map, map.Size).Select(rings => rings.Sum(ring => sizeof(float) * ring.Points.Count))]),
                new("label_map", map => [LabelMapPng.Encode(map).Length]),
            ];

            // The first round warms up the JIT compiler.
            for (int round = -1; round < rounds; round++)
            {
                foreach (var encoding in encodings)
                {
                    long bytes = GC.GetTotalAllocatedBytes(precise: true);
                    long start = Stopwatch.GetTimestamp();
                    foreach (var map in maps)
                    {
                        encoding.Encode(map);
                    }

                    double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                    if (round >= 0)
                    {
                        encoding.Milliseconds.Add(milliseconds / masks);
                        encoding.Allocated.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / maps.Count);
                    }
                }
            }

            foreach (var encoding in encodings)
            {
                foreach (int bytes in maps.SelectMany(encoding.Encode))
                {
                    encoding.Bytes.Add(bytes);
                }
            }

            Samples things = new();
            foreach (var map in maps)
            {
                foreach (var (segment, mask) in map.Segments.Zip(RleEncoder.Encode(map)).Where(pair => pair.First.Category.IsThing))
                {
                    things.Add(mask.Counts.Length);
                }
            }

            return new MaskResult(maps.Count, masks, encodings, things);
        }
        finally
        {
            maps.ForEach(map => map.Dispose());
        }
    }

    private static List<PanopticMap> Maps(string modelFolder, BenchClip clip)
    {
        using var model = SegmentationModel.Load(modelFolder, new InferenceOptions());
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        var merger = model.NewMerger();
        var maps = new List<PanopticMap>();
        foreach (byte[] jpeg in clip.Jpegs)
        {
            using var frame = FrameDecoder.Decode(new EncodedPicture(jpeg), Limits, model.InputSize);
            using var step = segmenter.Prepare(frame, TimeSpan.Zero);
            step.Execute();
            maps.Add(merger.Merge(step.Prediction, frame.Size));
        }

        return maps;
    }
}
