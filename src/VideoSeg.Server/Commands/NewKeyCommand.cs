using VideoSeg.Server.Access.Credentials;

namespace VideoSeg.Server.Commands;

/// <summary>Makes an API key.</summary>
internal static class NewKeyCommand
{
    public static void Run()
    {
        string key = ApiKey.New();
        Console.WriteLine($"""
            for the caller, who keeps it secret:  {key}
            for Access:Callers:NAME:KeyHashes:   {ApiKey.HashOf(key)}
            """);
    }
}
