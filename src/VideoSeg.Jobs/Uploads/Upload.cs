namespace VideoSeg.Jobs.Uploads;

/// <summary>A file that a caller sends in chunks.</summary>
/// <param name="Id">Chosen by the server.</param>
/// <param name="Caller">The owner; nobody else sees it.</param>
/// <param name="FileName">The name in messages.</param>
/// <param name="Bytes">The size of the whole file.</param>
/// <param name="Sha256">The checksum of the whole file; empty: it is not checked.</param>
/// <param name="IsChecked">Whether all bytes have been received and the checksum is right.</param>
public sealed record Upload(string Id, string Caller, string FileName, long Bytes, byte[] Sha256, bool IsChecked);
