using System.CommandLine;
using VideoSeg.Bench.Attacks;
using VideoSeg.Bench.Evaluation;
using VideoSeg.Bench.Faults;
using VideoSeg.Bench.Fuzz;
using VideoSeg.Bench.Idle;
using VideoSeg.Bench.Jobs;
using VideoSeg.Bench.Kills;
using VideoSeg.Bench.Masks;
using VideoSeg.Bench.Peers;
using VideoSeg.Bench.Reuse;
using VideoSeg.Bench.Soak;
using VideoSeg.Bench.Stages;
using VideoSeg.Bench.Streams;
using VideoSeg.Bench.Structure;
using VideoSeg.Bench.Subscribers;
using VideoSeg.Bench.Telemetry;
using VideoSeg.Bench.Tracks;
using VideoSeg.Bench.Transport;

return await new RootCommand("Measures VideoSeg on this machine. Figures are medians of interleaved runs. Ratios are comparable between machines, times are not.")
{
    StagesCommand.Create(),
    MasksCommand.Create(),
    TransportCommand.Create(),
    PeersCommand.Create(),
    EvaluationCommand.Create(),
    ReuseCommand.Create(),
    TelemetryCommand.Create(),
    FaultsCommand.Create(),
    FuzzCommand.Create(),
    AttacksCommand.Create(),
    JobsCommand.Create(),
    KillsCommand.Create(),
    StreamsCommand.Create(),
    SubscribersCommand.Create(),
    SubscriberGroupCommand.Create(),
    IdleCommand.Create(),
    SoakCommand.Create(),
    TracksCommand.Create(),
    StructureCommand.Create(),
}.Parse(args).InvokeAsync();
