using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Access;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Metering;

/// <summary>Meters the bodies of all gRPC requests. Comes after gRPC-Web, which unpacks them.</summary>
internal sealed class MeteredBodies(RequestDelegate next, IOptions<ServeOptions> serve, BytesInFlight room, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            await next(context);
            return;
        }

        using var body = new MeteredBody(
            context.Request.BodyReader, LimitsOf(context.Request.Path, serve.Value), room, context.ShareOwner(), time);
        context.Features.Set<IRequestBodyPipeFeature>(new MeteredPipe(body));
        context.Features.Set<IMessageRoom>(body);
        await next(context);
    }

    private static MessageLimits LimitsOf(string method, ServeOptions serve) => method switch
    {
        MethodTable.StreamSegment => MessageLimits.OfStream(serve),
        MethodTable.UploadChunk => new MessageLimits(serve.MaxChunkMessageBytes, serve.MaxChunkMessageBytes, serve.FirstMessageTimeout),
        _ => new MessageLimits(serve.MaxRequestBytes, serve.MaxRequestBytes, serve.FirstMessageTimeout),
    };

    private sealed class MeteredPipe(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader { get; } = reader;
    }
}
