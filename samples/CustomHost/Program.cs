using VideoSeg.Samples.CustomHost;
using VideoSeg.Server;

var builder = WebApplication.CreateBuilder(args);
builder.AddVideoSeg()
    .AddKeyframePolicy(AlternatePolicy.Name, _ => new AlternatePolicy())
    .AddResultSink<PersonCounter>()
    .AddJobs()
    .AddJobOutput<PersonTable>();

await using var app = builder.Build();
app.MapVideoSeg();
await app.RunVideoSegAsync(Console.WriteLine);
