namespace VideoSeg.Server.Hosting;

/// <summary>Where in the configuration an options class stands; docs/configuration.md is written from these.</summary>
internal sealed record OptionsSection(string Name, Type Options);
