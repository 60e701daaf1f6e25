using VideoSeg.Server.Access;

namespace VideoSeg.Server.Hosting;

/// <summary>Makes an API key.</summary>
internal static class NewKeyCommand
{
    public static void Run()
    {
        string key = ApiKey.New();
        Console.WriteLine($"""
            for the caller, who alone keeps it:  {key}
            for Access:Callers:NAME:KeyHashes:   {ApiKey.HashOf(key)}
            """);
    }
}
