using System.CommandLine;
using VideoSeg.Bench.Masks;
using VideoSeg.Bench.Peers;
using VideoSeg.Bench.Reuse;
using VideoSeg.Bench.Stages;
using VideoSeg.Bench.Transport;

return await new RootCommand("Measures VideoSeg on this machine. Figures are medians of interleaved runs; ratios travel between machines, times do not.")
{
    StagesCommand.Create(),
    MasksCommand.Create(),
    TransportCommand.Create(),
    PeersCommand.Create(),
    ReuseCommand.Create(),
}.Parse(args).InvokeAsync();
