using System.CommandLine;
using VideoSeg.Bench.Idle;
using VideoSeg.Bench.Reuse;
using VideoSeg.Bench.Soak;
using VideoSeg.Bench.Stages;
using VideoSeg.Bench.Streams;

return await new RootCommand("Measures VideoSeg on this machine. Figures are medians of interleaved runs; ratios travel between machines, times do not.")
{
    StagesCommand.Create(),
    ReuseCommand.Create(),
    StreamsCommand.Create(),
    IdleCommand.Create(),
    SoakCommand.Create(),
}.Parse(args).InvokeAsync();
