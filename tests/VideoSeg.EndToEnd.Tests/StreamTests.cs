using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

public sealed class StreamTests(SharedServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_the_half_close_every_frame_is_answered_in_order()
    {
        var results = await server.SegmentAsync(Clip.Frames(10));

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (ulong)i), results.Select(r => r.FrameNumber));
        Assert.Equal(Enumerable.Range(0, 10).Select(Clip.TimeOf), results.Select(r => r.PresentationTime));
        Assert.All(results, r => Assert.Equal((Clip.Width, Clip.Height), (r.Segmentation!.Width, r.Segmentation.Height)));
        Assert.All(results, r => Assert.NotEmpty(r.Segmentation!.Segments));
    }

    [Fact]
    public async Task The_times_of_a_frame_increase_from_stage_to_stage()
    {
        var result = Assert.Single(await server.SegmentAsync(Clip.Frames(1)));

        var t = result.Times;
        var times = new[] { (DateTimeOffset?)t.Received, t.Queued, t.Decoded, t.Inferred, t.Done }.Select(x => x!.Value).ToArray();
        Assert.Equal(times.Order(), times);
        Assert.True(times[^1] > times[0]);
    }

    [Fact]
    public async Task The_first_frame_is_a_keyframe_later_frames_are_propagated_and_each_result_reports_it()
    {
        var results = await server.SegmentAsync(Clip.Frames(8));

        Assert.Equal(KeyframeReason.FirstFrame, results[0].Segmentation!.KeyframeReason);
        Assert.False(results[1].Segmentation!.IsKeyframe);
        Assert.All(results, r => Assert.NotEqual(KeyframeReason.Unspecified, r.Segmentation!.KeyframeReason));
    }

    [Fact]
    public async Task Every_frame_is_a_keyframe_with_the_every_frame_policy()
    {
        var results = await server.SegmentAsync(Clip.Frames(3), new StreamConfig { KeyframePolicy = KeyframePolicy.EveryFrame });

        Assert.Equal([KeyframeReason.FirstFrame, KeyframeReason.EveryFrame, KeyframeReason.EveryFrame], results.Select(r => r.Segmentation!.KeyframeReason!.Value));
    }

    [Fact]
    public async Task A_scene_cut_in_a_spliced_clip_is_a_keyframe_on_that_very_frame()
    {
        var results = await server.SegmentAsync([.. Clip.Frames(4), .. Enumerable.Range(4, 4).Select(Clip.UpsideDown)]);

        Assert.Equal(KeyframeReason.SceneCut, results[4].Segmentation!.KeyframeReason);
        Assert.All(results.Where((_, i) => i != 4), r => Assert.NotEqual(KeyframeReason.SceneCut, r.Segmentation!.KeyframeReason));
    }

    [Fact]
    public async Task The_answer_to_the_config_contains_the_default_of_each_unset_option()
    {
        await using var stream = await server.Client.OpenStreamAsync(cancellationToken: Cancelled);

        Assert.NotEmpty(stream.Started.StreamId);
        Assert.Equal("street", stream.Started.Model);
        Assert.NotEmpty(stream.Started.ModelVersion);
        Assert.Equal(11, stream.Started.Categories.Count);
        Assert.Equal(MaskEncoding.Rle, stream.Started.Accepted.MaskEncoding);
        Assert.Equal(DeliveryPolicy.All, stream.Started.Accepted.DeliveryPolicy);
        Assert.InRange(stream.Started.Accepted.MinimumScore, 0.01f, 0.99f);
        Assert.NotEqual(KeyframePolicy.Unspecified, stream.Started.Accepted.KeyframePolicy);
        Assert.InRange(stream.Started.Accepted.KeyframeInterval, 1u, 1000u);
        Assert.Equal((uint)SharedServer.MaxMessageBytes, stream.Started.Limits.MaxMessageBytes);
        Assert.Equal((uint)SharedServer.MaxFramePixels, stream.Started.Limits.MaxFramePixels);
    }

    [Fact]
    public async Task Results_come_while_the_client_still_sends()
    {
        await using var stream = await server.Client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        foreach (var frame in Clip.Frames(3))
        {
            ulong number = await stream.SendAsync(frame, Cancelled);
            Assert.True(await results.MoveNextAsync());
            Assert.Equal(number, results.Current.FrameNumber);
        }

        await stream.CompleteAsync();
        Assert.False(await results.MoveNextAsync());
    }

    [Fact]
    public async Task A_stream_without_frames_ends_with_OK()
    {
        Assert.Empty(await server.SegmentAsync([]));
    }

    [Fact]
    public async Task Concurrent_streams_are_independent_and_give_equal_results_for_the_same_clip()
    {
        // Keyframes would fall on different frames in each stream.
        var whole = new StreamConfig { KeyframePolicy = KeyframePolicy.EveryFrame };
        var all = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => server.SegmentAsync(Clip.Frames(4), whole)));

        Assert.All(all, results => Assert.Equal(all[0].Select(r => ResultText.Of(r.Segmentation!)), results.Select(r => ResultText.Of(r.Segmentation!))));
    }

    [Fact]
    public async Task A_stream_id_is_in_use_until_its_client_disconnects()
    {
        var config = new StreamConfig { StreamId = "front.door" };
        var first = await server.Client.OpenStreamAsync(config, Cancelled);
        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => server.Client.OpenStreamAsync(config, Cancelled));
        Assert.Equal((Grpc.Core.StatusCode.AlreadyExists, "STREAM_ID_IN_USE"), (refused.StatusCode, refused.Reason));

        await first.SendAsync(Clip.Frames(1)[0], Cancelled);
        await first.DisposeAsync();

        Assert.Equal("front.door", await OpenOnceFreeAsync(config));
    }

    [Fact]
    public async Task A_frame_source_that_throws_ends_the_stream_with_its_exception()
    {
        static async IAsyncEnumerable<VideoFrame> Broken()
        {
            yield return Clip.Frames(1)[0];
            await Task.Yield();
            throw new InvalidDataException("the camera is gone");
        }

        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var _ in server.Client.SegmentAsync(Broken(), cancellationToken: Cancelled))
            {
            }
        });
        Assert.Equal("the camera is gone", failure.Message);
    }

    [Fact]
    public async Task A_reader_may_stop_before_the_end()
    {
        await foreach (var result in server.Client.SegmentAsync(Clip.Frames(10).ToAsyncEnumerable(), cancellationToken: Cancelled))
        {
            Assert.Equal(0ul, result.FrameNumber);
            break;
        }
    }

    [Fact]
    public async Task Latest_drops_frames_and_reports_each()
    {
        var config = new StreamConfig { DeliveryPolicy = DeliveryPolicy.Latest };
        var results = await server.SegmentAsync(Clip.Frames(40), config);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => (ulong)i), results.Select(r => r.FrameNumber));
        Assert.All(results, r => Assert.Null(r.Error));
        Assert.Contains(results, r => r.Dropped);
        Assert.NotNull(results[^1].Segmentation);
    }

    /// <summary>Waits until the stream is closed: the server notices a disconnect with a delay.</summary>
    private async Task<string> OpenOnceFreeAsync(StreamConfig config)
    {
        while (true)
        {
            try
            {
                await using var stream = await server.Client.OpenStreamAsync(config, Cancelled);
                return stream.Started.StreamId;
            }
            catch (VideoSegServerException e) when (e.StatusCode == Grpc.Core.StatusCode.AlreadyExists)
            {
                await Task.Yield();
            }
        }
    }
}
