using System.Reflection;
using Google.Rpc;
using Grpc.Core;
using VideoSeg.Jobs.Registry;
using VideoSeg.Server.Errors;
using VideoSeg.Streaming.Admission;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Server.Tests.Errors;

public sealed class ErrorTableTests
{
    public static TheoryData<Type> Exceptions => [.. Assemblies().SelectMany(a => a.GetTypes()).Where(IsError)];

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Each_exception_has_a_row(Type exception) =>
        Assert.True(ErrorTable.Covers(exception), $"{exception} has no row in {nameof(ErrorTable)}: choose its status and reason, or list it among the faults");

    [Fact]
    public void The_exceptions_of_all_layers_are_found() =>
        Assert.Superset(new HashSet<Type> { typeof(FrameException), typeof(InvalidRequestException) }, Exceptions.Select(row => (Type)row.Data).ToHashSet());

    [Fact]
    public void A_denied_right_is_named_in_the_details()
    {
        var error = Details(new AccessDeniedException("viewer", "publish a", ["subscribe >"])).Unpack<ErrorInfo>();

        Assert.Equal(("videoseg", "RIGHT_MISSING", "publish a"), (error.Domain, error.Reason, error.Metadata["needed"]));
    }

    [Fact]
    public void The_field_of_an_invalid_request_is_a_violation()
    {
        var status = ErrorTable.Find(new InvalidRequestException("config.priority", "the priority is 11; allowed are 1 to 10"))!.ToRpcException();

        var violation = Assert.Single(status.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations);
        Assert.Equal((StatusCode.InvalidArgument, "config.priority", "the priority is 11; allowed are 1 to 10"), (status.StatusCode, violation.Field, violation.Description));
        Assert.Null(status.GetRpcStatus()!.GetDetail<RetryInfo>());
    }

    [Fact]
    public void An_output_is_refused_at_the_field_that_names_it_and_ffmpeg_is_named_where_it_is_missing()
    {
        Assert.Equal("outputs", FieldOf(new InvalidJobException("a job has at least one output")));
        Assert.Equal("output_names", FieldOf(new InvalidJobException("'sculpture' is not an output", "sculpture")));
        Assert.Equal("FFMPEG_MISSING", ReasonOf(new OutputUnavailableException("overlay", "ffmpeg is not on its PATH", needsFfmpeg: true)));
        Assert.Equal("OUTPUT_UNAVAILABLE", ReasonOf(new OutputUnavailableException("hologram", "no laser", needsFfmpeg: false)));

        static string FieldOf(VideoSegException e) => Assert.Single(StatusOf(e).GetDetail<BadRequest>()!.FieldViolations).Field;
        static string ReasonOf(VideoSegException e) => StatusOf(e).GetDetail<ErrorInfo>()!.Reason;
        static Google.Rpc.Status StatusOf(VideoSegException e) => ErrorTable.Find(e)!.ToRpcException().GetRpcStatus()!;
    }

    [Fact]
    public void A_retry_delay_is_told()
    {
        var status = ErrorTable.Find(new QuotaExceededException(Quota.Streams, 64, "64 streams are open", TimeSpan.FromSeconds(5)))!.ToRpcException();

        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), status.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
        Assert.Null(status.GetRpcStatus()!.GetDetail<BadRequest>());
    }

    [Fact]
    public void A_fault_is_not_the_clients_to_act_on()
    {
        Assert.Null(ErrorTable.Find(new FrameException("PICTURE_BROKEN", "it says where on this machine it was read")));
        Assert.Null(ErrorTable.Find(new InvalidOperationException("the same")));
        Assert.Equal("the server failed; its log says why", ErrorTable.ServerFailed.ToRpcException().Status.Detail);
    }

    private static Google.Protobuf.WellKnownTypes.Any Details(VideoSegException exception) =>
        Assert.Single(ErrorTable.Find(exception)!.ToRpcException().GetRpcStatus()!.Details);

    /// <summary>An exception that is internal to its layer must not leave it.</summary>
    private static bool IsError(Type type) =>
        type.IsSubclassOf(typeof(VideoSegException)) && !type.IsAbstract && (type.IsPublic || type.Assembly == typeof(ErrorTable).Assembly);

    /// <summary>The server and everything of ours that it stands on.</summary>
    private static HashSet<Assembly> Assemblies()
    {
        HashSet<Assembly> found = [];
        Add(typeof(ErrorTable).Assembly);
        return found;

        void Add(Assembly assembly)
        {
            if (!found.Add(assembly))
            {
                return;
            }

            foreach (var reference in assembly.GetReferencedAssemblies().Where(r => r.Name!.StartsWith("VideoSeg.", StringComparison.Ordinal)))
            {
                Add(Assembly.Load(reference));
            }
        }
    }
}
