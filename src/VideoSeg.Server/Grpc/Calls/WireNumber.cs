using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Grpc.Calls;

/// <summary>Converts the unsigned integers of the wire to the signed ones of the domain.</summary>
internal static class WireNumber
{
    /// <exception cref="InvalidRequestException">The value exceeds <see cref="int.MaxValue"/>.</exception>
    public static int ToInt(uint value, string field) => value <= int.MaxValue
        ? (int)value
        : throw new InvalidRequestException(field, $"{field} is {value}; allowed are 0 to {int.MaxValue}", "NUMBER_TOO_LARGE");
}
