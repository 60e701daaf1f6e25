using VideoSeg.Streaming.Resuming;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Tests;

/// <summary>Opening an id whose stream is still there.</summary>
public sealed class TakeoverTests
{
    private static readonly StreamOptions Gate = new() { StreamId = "gate" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_authenticated_caller_takes_over_its_own_stream_whose_client_is_gone()
    {
        await using var streams = new Streams(new StreamingOptions { MaxStreams = 1 });
        var killed = StreamAttachment.To(await OpenAsync(streams, "caller"), TestContext.Current.CancellationToken);
        killed.ConnectionLost();
        await killed.DisposeAsync();

        await Assert.ThrowsAsync<StreamIdInUseException>(() => OpenAsync(streams, "other"));
        await using var again = await OpenAsync(streams, "caller");

        Assert.True(killed.Session.Closed.IsCompleted);
        await Assert.ThrowsAsync<ResumeTokenMismatchException>(() => streams.Registry.ResumeAsync(new StreamResumption("gate", killed.Session.ResumeToken, null), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_authenticated_caller_takes_over_its_own_stream_whose_client_is_there()
    {
        await using var streams = new Streams();
        await using var first = StreamAttachment.To(await OpenAsync(streams, "caller"), TestContext.Current.CancellationToken);

        await using var second = await OpenAsync(streams, "caller");

        Assert.True(first.Ended.IsCancellationRequested);
        Assert.IsType<StreamTakenOverException>(first.TerminationReason);
    }

    [Fact]
    public async Task Callers_without_a_credential_take_over_nothing()
    {
        await using var streams = new Streams();
        await using var first = StreamAttachment.To(await OpenAsync(streams, "127.0.0.1", isAuthenticated: false), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<StreamIdInUseException>(() => OpenAsync(streams, "127.0.0.1", isAuthenticated: false));
        Assert.False(first.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task The_id_of_a_client_that_has_left_is_free_once_its_stream_has_ended()
    {
        await using var streams = new Streams();
        using var call = new CancellationTokenSource();
        var leaving = StreamAttachment.To(await OpenAsync(streams, "127.0.0.1", isAuthenticated: false), call.Token);
        await call.CancelAsync();

        var next = OpenAsync(streams, "127.0.0.1", isAuthenticated: false);
        Assert.False(next.IsCompleted);
        await leaving.DisposeAsync();
        await using var opened = await next;
    }

    [Fact]
    public async Task The_streams_of_sources_are_not_taken_over()
    {
        await using var streams = new Streams();
        await using var source = streams.Registry.OpenSource(Gate, "caller");

        await Assert.ThrowsAsync<StreamIdInUseException>(() => OpenAsync(streams, "caller"));
    }

    private static Task<StreamSession> OpenAsync(Streams streams, string caller, bool isAuthenticated = true) =>
        streams.Registry.OpenAsync(Gate, caller, isAuthenticated, Cancel);
}
