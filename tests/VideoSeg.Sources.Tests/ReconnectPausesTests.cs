using VideoSeg.Sources.Pulling;

namespace VideoSeg.Sources.Tests;

public sealed class ReconnectPausesTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest_and_begin_anew_once_the_source_runs()
    {
        var pauses = new ReconnectPauses(TimeSpan.FromSeconds(10), seed: 1);
        foreach (int seconds in new[] { 1, 2, 4, 8, 10, 10 })
        {
            Assert.InRange(pauses.Next(), TimeSpan.FromSeconds(0.5 * seconds), TimeSpan.FromSeconds(seconds));
        }

        pauses.Reset();
        Assert.InRange(pauses.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Sources_do_not_come_back_all_at_once_and_a_seed_gives_the_same_again()
    {
        var first = Enumerable.Range(0, 100).Select(seed => new ReconnectPauses(TimeSpan.FromMinutes(1), seed).Next()).ToList();

        Assert.True(first.Distinct().Count() > 90);
        Assert.Equal(first, Enumerable.Range(0, 100).Select(seed => new ReconnectPauses(TimeSpan.FromMinutes(1), seed).Next()));
    }
}
