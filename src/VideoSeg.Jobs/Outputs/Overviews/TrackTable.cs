namespace VideoSeg.Jobs.Outputs.Overviews;

/// <summary>The objects of a video, by track id.</summary>
internal static class TrackTable
{
    /// <summary>Points of an object's path, at most; when there are more, every second one is dropped.</summary>
    private const int MaxPoints = 256;

    public static IReadOnlyList<Row> Of(IEnumerable<LoggedFrame> frames)
    {
        var rows = new SortedDictionary<long, Row>();
        foreach (var frame in frames)
        {
            foreach (var segment in frame.Segments)
            {
                if (segment.Track is not { } track)
                {
                    continue;
                }

                if (!rows.TryGetValue(track, out var row))
                {
                    rows[track] = row = new Row(track, segment.Category, frame.Number, frame.Time);
                }

                row.See(frame, segment);
            }
        }

        return [.. rows.Values];
    }

    /// <summary>One object. Areas are in pixels, scores from 0 to 1, times in seconds.</summary>
    internal sealed class Row(long track, int category, long firstFrame, double firstTime)
    {
        private readonly List<(long Frame, double X, double Y)> _path = [];
        private long _stride = 1;
        private double _areas;
        private double _scores;

        public long Track { get; } = track;

        public int Category { get; } = category;

        public long FirstFrame { get; } = firstFrame;

        public double FirstTime { get; } = firstTime;

        public long LastFrame { get; private set; }

        public double LastTime { get; private set; }

        /// <summary>Frames in which it was seen.</summary>
        public int Frames { get; private set; }

        public int MaxArea { get; private set; }

        public double MeanArea => _areas / Frames;

        public double MeanScore => _scores / Frames;

        /// <summary>The centres of its boxes, in pixels.</summary>
        public IReadOnlyList<(long Frame, double X, double Y)> Path => _path;

        public void See(LoggedFrame frame, LoggedFrame.Segment segment)
        {
            (LastFrame, LastTime) = (frame.Number, frame.Time);
            _areas += segment.Area;
            _scores += segment.Score;
            MaxArea = Math.Max(MaxArea, segment.Area);
            if (Frames++ % _stride == 0)
            {
                _path.Add((frame.Number, segment.Box.X + (segment.Box.Width / 2.0), segment.Box.Y + (segment.Box.Height / 2.0)));
            }

            if (_path.Count > MaxPoints)
            {
                var kept = _path.Where((_, i) => i % 2 == 0).ToArray();
                _path.Clear();
                _path.AddRange(kept);
                _stride *= 2;
            }
        }
    }
}
