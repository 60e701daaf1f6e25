namespace VideoSeg.Server.Hosting;

/// <summary>The section of the configuration that binds to an options class. docs/configuration.md is generated from these.</summary>
internal sealed record OptionsSection(string Name, Type Options);
