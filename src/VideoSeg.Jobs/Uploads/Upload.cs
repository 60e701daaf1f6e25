namespace VideoSeg.Jobs.Uploads;

/// <summary>A file that is being sent.</summary>
/// <param name="Id">Chosen by the server.</param>
/// <param name="Caller">Whose it is.</param>
/// <param name="FileName">For people.</param>
/// <param name="Bytes">Of the whole file.</param>
/// <param name="Sha256">Of the whole file; empty: not checked.</param>
/// <param name="IsChecked">All bytes are there, and they are the right ones.</param>
public sealed record Upload(string Id, string Caller, string FileName, long Bytes, byte[] Sha256, bool IsChecked);
