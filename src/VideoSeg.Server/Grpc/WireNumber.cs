using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Grpc;

/// <summary>The wire's numbers are unsigned; the domain's are int.</summary>
internal static class WireNumber
{
    /// <exception cref="InvalidRequestException">The value is past what an int holds.</exception>
    public static int ToInt(uint value, string field) => value <= int.MaxValue
        ? (int)value
        : throw new InvalidRequestException(field, $"{field} is {value}; allowed are 0 to {int.MaxValue}", "NUMBER_TOO_LARGE");
}
