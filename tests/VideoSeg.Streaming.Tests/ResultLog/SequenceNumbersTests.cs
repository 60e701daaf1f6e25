using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog;

namespace VideoSeg.Streaming.Tests.ResultLog;

public sealed class SequenceNumbersTests : IDisposable
{
    private const int Block = (int)SequenceNumbers.Block;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.db");
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (string file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_path) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_server_that_was_killed_goes_on_behind_all_numbers_that_it_gave_out()
    {
        ulong last = 0;
        using (var store = ResultStore.InFile(_path))
        {
            var killed = Open(store);
            for (int i = 0; i < 25_000; i++)
            {
                Assert.Equal(last + 1, last = await TakeAsync(killed));
            }
        }

        using (var store = ResultStore.InFile(_path))
        {
            using var after = Open(store);
            Assert.InRange(await TakeAsync(after), last + 1, last + (2 * SequenceNumbers.Block) + 1);
        }
    }

    [Fact]
    public async Task Numbers_that_were_not_used_are_given_back_at_an_orderly_end()
    {
        ulong last = 0;
        using (var store = ResultStore.InFile(_path))
        {
            using var numbers = Open(store);
            for (int i = 0; i < Block - 10; i++)
            {
                last = await TakeAsync(numbers);
            }
        }

        using var again = ResultStore.InFile(_path);
        using var after = Open(again);
        Assert.Equal(last + 1, await TakeAsync(after));
    }

    [Fact]
    public async Task A_number_that_could_not_be_reserved_is_never_given_out_and_the_reservation_is_tried_again()
    {
        using var store = ResultStore.InFile(_path);
        using var numbers = Open(store);
        using var disk = SqliteFile.Open(_path, TimeSpan.FromSeconds(1));
        RefuseReservations(disk);

        ulong first = numbers.Next;
        for (int i = 0; i < Block; i++)
        {
            Assert.True(numbers.TryTake(out ulong taken));
            Assert.Equal(first + (ulong)i, taken);
        }

        Assert.False(numbers.TryTake(out _));
        Assert.False(numbers.TryTake(out _));
        Assert.True(numbers.IsExhausted);
        var waiting = numbers.WaitAsync(Cancel);
        await UntilAsync(() => numbers.Problem is not null);
        Assert.Contains("the disk is full", numbers.Problem, StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);

        disk.Change(("DROP TRIGGER full", []));
        await UntilAsync(() => waiting.IsCompleted);
        Assert.True(numbers.TryTake(out ulong next));
        Assert.True(next >= first + Block);
        await UntilAsync(() => numbers.Problem is null);
        Assert.True((ulong)disk.Select("SELECT reserved FROM sequence", row => row.GetInt64(0)).Single() > next);
    }

    [Fact]
    public async Task A_result_waits_for_its_number_while_the_disk_is_full()
    {
        using var store = ResultStore.InFile(_path);
        using var numbers = Open(store);
        using var disk = SqliteFile.Open(_path, TimeSpan.FromSeconds(1));
        RefuseReservations(disk);
        var log = new MemoryResultLog(new ResultHubOptions(), numbers, TimeProvider.System);
        var stream = new StreamDescription("gate", 1, "m", "1", [], _time.GetUtcNow(), true);
        for (int i = 0; i < Block; i++)
        {
            await log.AppendAsync(new EncodedResult(stream, (ulong)i, new byte[1], false, []), Cancel);
        }

        var waiting = log.AppendAsync(new EncodedResult(stream, Block, new byte[1], false, []), Cancel).AsTask();
        await UntilAsync(() => numbers.Problem is not null);
        Assert.False(waiting.IsCompleted);

        disk.Change(("DROP TRIGGER full", []));
        await UntilAsync(() => waiting.IsCompleted);
        Assert.Equal((ulong)Block, (await waiting).FrameNumber);
    }

    private static void RefuseReservations(SqliteFile disk) =>
        disk.Change(("CREATE TRIGGER full BEFORE UPDATE ON sequence BEGIN SELECT RAISE(ABORT, 'the disk is full'); END", []));

    private static async Task<ulong> TakeAsync(SequenceNumbers numbers)
    {
        ulong taken;
        while (!numbers.TryTake(out taken))
        {
            await numbers.WaitAsync(Cancel);
        }

        return taken;
    }

    private SequenceNumbers Open(ResultStore store) => new(store, _time, NullLogger<SequenceNumbers>.Instance);

    /// <summary>The retries wait for the clock.</summary>
    private async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Cancel.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
