using Microsoft.Extensions.Options;
using VideoSeg.Server.Listening;
using VideoSeg.Server.Metering;

namespace VideoSeg.Server.Tests.Metering;

public sealed class BytesInFlightTests
{
    private const int Message = 1024 * 1024;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_without_room_waits_and_others_do_not()
    {
        using var room = RoomFor(ofCaller: Message, all: 2 * Message);
        var first = await room.TakeAsync("ada", Message, Cancelled);
        var second = room.TakeAsync("ada", 1, Cancelled).AsTask();
        using var other = await room.TakeAsync("bob", Message, Cancelled);
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task All_callers_together_have_a_limit()
    {
        using var room = RoomFor(ofCaller: Message, all: 2 * Message);
        var first = await room.TakeAsync("ada", Message, Cancelled);
        using var second = await room.TakeAsync("bob", Message, Cancelled);
        var third = room.TakeAsync("eve", Message, Cancelled).AsTask();
        Assert.False(third.IsCompleted);

        first.Dispose();
        (await third).Dispose();
    }

    private static BytesInFlight RoomFor(long ofCaller, long all) => new(Options.Create(new ServeOptions { MaxBytesInFlightPerCaller = ofCaller, MaxBytesInFlight = all }));
}
