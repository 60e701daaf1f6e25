using System.CommandLine;
using VideoSeg.Bench.Faults;
using VideoSeg.Bench.Reuse;
using VideoSeg.Bench.Stages;
using VideoSeg.Bench.Telemetry;

return await new RootCommand("Measures VideoSeg on this machine. Figures are medians of interleaved runs; ratios travel between machines, times do not.")
{
    StagesCommand.Create(),
    ReuseCommand.Create(),
    TelemetryCommand.Create(),
    FaultsCommand.Create(),
}.Parse(args).InvokeAsync();
