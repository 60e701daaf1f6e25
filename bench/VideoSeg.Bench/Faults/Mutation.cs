namespace VideoSeg.Bench.Faults;

/// <summary>Corrupts bytes: flips bits, sets boundary values, removes, inserts or repeats ranges, or truncates. The same seed gives the same changes.</summary>
internal sealed class Mutation(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Of(byte[] original)
    {
        var bytes = new List<byte>(original);
        for (int changes = 1 + _random.Next(4); changes > 0; changes--)
        {
            Change(bytes, original);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] original)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(_random.Next(1, 1 + (_random.Next(8) == 0 ? original.Length : 16)), bytes.Count - at);
        switch (_random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                // Boundary values of lengths and sizes.
                bytes[at] = (byte)new[] { 0x00, 0x01, 0x7f, 0x80, 0xff }[_random.Next(5)];
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, Enumerable.Range(0, _random.Next(1, 16)).Select(_ => (byte)_random.Next(256)));
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
