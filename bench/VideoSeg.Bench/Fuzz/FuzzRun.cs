using System.Diagnostics;
using VideoSeg.Bench.Faults;

namespace VideoSeg.Bench.Fuzz;

/// <summary>Gives mutated inputs to one target for a time. The same seed gives the same inputs.</summary>
/// <param name="target">The target.</param>
/// <param name="seed">The random seed.</param>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    /// <summary>An input of some kilobytes that takes longer than this is a fault.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>An input is a seed that was mutated up to this many times in a row.</summary>
    private const int MaxMutations = 4;

    private readonly Mutation _mutation = new(seed);

    public int Inputs { get; private set; }

    /// <summary>The inputs that the parser accepted.</summary>
    public int Accepted { get; private set; }

    public TimeSpan Slowest { get; private set; }

    /// <summary>The faults of the parser, each with its input.</summary>
    public List<string> Faults { get; } = [];

    public void Run(TimeSpan duration, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration && Faults.Count < 10)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] input = target.Seeds[Inputs % target.Seeds.Count];
            for (int i = Inputs / target.Seeds.Count % MaxMutations; i >= 0; i--)
            {
                input = _mutation.Of(input);
            }

            Try(input);
            Inputs++;
        }
    }

    private void Try(byte[] input)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            Accepted += target.Parse(input) ? 1 : 0;
        }
        catch (Exception e)
        {
            Faults.Add($"{target.Name}, input {Inputs} of seed {seed}: {e.GetType().Name}: {e.Message}: {Convert.ToBase64String(input)}");
        }

        var elapsed = watch.Elapsed;
        Slowest = elapsed > Slowest ? elapsed : Slowest;
        if (elapsed > Patience)
        {
            Faults.Add($"{target.Name}, input {Inputs} of seed {seed} took {elapsed.TotalSeconds:F1} s: {Convert.ToBase64String(input)}");
        }
    }
}
