using System.CommandLine;
using VideoSeg.Bench.Reuse;
using VideoSeg.Bench.Stages;

return await new RootCommand("Measures VideoSeg on this machine. Figures are medians of interleaved runs; ratios travel between machines, times do not.")
{
    StagesCommand.Create(),
    ReuseCommand.Create(),
}.Parse(args).InvokeAsync();
