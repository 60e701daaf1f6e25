using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Results;

/// <summary>A filter as a key. Its hash is computed once, because a filter has up to hundreds of names.</summary>
/// <param name="filter">Must not change.</param>
internal sealed class FilterKey(ResultFilter filter) : IEquatable<FilterKey>
{
    private readonly int _hash = filter.GetHashCode();

    public ResultFilter Filter { get; } = filter;

    public bool Equals(FilterKey? other) => ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Filter.Equals(other.Filter));

    public override bool Equals(object? obj) => Equals(obj as FilterKey);

    public override int GetHashCode() => _hash;
}
