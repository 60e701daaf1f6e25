using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace VideoSeg.Server.Errors;

/// <summary>What a client is told of an error that ends its call: a gRPC status with google.rpc details.</summary>
/// <param name="Code">The status.</param>
/// <param name="Reason">The stable name of the cause (ErrorInfo.reason), such as MODEL_UNKNOWN.</param>
internal sealed record CallError(Code Code, string Reason)
{
    /// <summary>The namespace of the reasons (ErrorInfo.domain).</summary>
    private const string Domain = "videoseg";

    /// <summary>The status as gRPC writes it, such as RESOURCE_EXHAUSTED.</summary>
    public string Status => StatusOf(Code.ToString());

    /// <summary>What was wrong and what is allowed.</summary>
    public string Message { get; init; } = "";

    /// <summary>The request's field that is at fault, as the wire names it (BadRequest.field_violations); null: no single one.</summary>
    public string? Field { get; init; }

    /// <summary>When the client may try again (RetryInfo.retry_delay); null: something else has to change first.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Values that belong to the cause, such as a limit (ErrorInfo.metadata).</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>A status in gRPC's own writing.</summary>
    public static string StatusOf(string name) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);

    public RpcException ToRpcException()
    {
        var error = new ErrorInfo { Domain = Domain, Reason = Reason };
        foreach (var (key, value) in Metadata)
        {
            error.Metadata.Add(key, value);
        }

        var status = new Google.Rpc.Status { Code = (int)Code, Message = Message, Details = { Any.Pack(error) } };
        if (Field is not null)
        {
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = Field, Description = Message } } }));
        }

        if (RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status.ToRpcException();
    }
}
