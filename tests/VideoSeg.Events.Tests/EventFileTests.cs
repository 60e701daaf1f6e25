using VideoSeg.Events.Rules;
using VideoSeg.Events.Sinks;
using VideoSeg.Events.Sinks.Mqtt;
using VideoSeg.Inference;

namespace VideoSeg.Events.Tests;

public sealed class EventFileTests : IDisposable
{
    private static readonly ModelCatalog Models =
        ModelCatalog.Load(new InferenceOptions { Models = Path.Combine(AppContext.BaseDirectory, "Packages"), DefaultModel = "colours" });

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.json");

    [Fact]
    public void A_file_says_what_is_watched_and_who_is_told()
    {
        var file = Read(
            """
            {
              // Fractions of the picture.
              "rules": [{ "streams": "cam.*", "zones": [{ "name": "gate", "polygon": [[0, 0], [1, 0], [1, 1]], "classes": ["blue"], "count_over": 2 }],
                          "lines": [{ "name": "kerb", "from": [0, 0.5], "to": [1, 0.5] }] }],
              "sinks": [{ "webhook": "http://127.0.0.1:9/x", "headers": { "Authorization": "Bearer b" } }, { "mqtt": "mqtt://127.0.0.1", "topic": "a/{stream}" }],
            }
            """);

        var rules = Assert.Single(file.Rules);
        Assert.Equal(("cam.*", 3, TimeSpan.FromSeconds(1)), (rules.Streams.ToString(), rules.CertainAfter, rules.LostAfter));
        Assert.Equal(("gate", 3, 2), (rules.Zones[0].Name, rules.Zones[0].Polygon.Count, rules.Zones[0].CountOver));
        Assert.Equal(new PicturePoint(1, 0.5), rules.Lines[0].To);
        Assert.Equal([("webhook", "webhook http://127.0.0.1:9"), ("mqtt", "mqtt://127.0.0.1")], file.Sinks.Select(s => (s.Name, s.Sink.Receiver)));
    }

    [Theory]
    [InlineData("""{ "rules": [{ "zones": [{ "name": "a", "polygon": [[0, 0], [1, 0]] }] }] }""", "rules[0].zones[0].polygon has 2 corners; allowed are 3 to 256")]
    [InlineData("""{ "rules": [{ "zones": [{ "name": "a", "polygon": [[0, 0], [1, 0], [1, 300]] }] }] }""", "rules[0].zones[0].polygon[2] is [1, 300]")]
    [InlineData("""{ "rules": [{ "lines": [{ "name": "a", "from": [0, 0], "to": [0, 0] }] }] }""", "rules[0].lines[0] begins where it ends")]
    [InlineData("""{ "rules": [{ "streams": ">" }] }""", "rules[0] has 0 zones and lines; allowed are 1 to 64")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "ftp://x" }] }""", "sinks[0].webhook is not a URL that begins with http:// or https://")]
    [InlineData("""{ "rules": [{ "streams": "a..b", "lines": [{ "name": "a", "from": [0, 0], "to": [0, 1] }] }] }""", "rules[0].streams is 'a..b'")]
    [InlineData("""{ "rules": [{ "zones": [{ "name": "a", "polygon": [[0, 0], [1, 0], [1, 1]], "classes": ["red"] }] }] }""", "rules[0].zones[0].classes names 'red'; the things of the models are blue")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "http://u:hidden@x" }] }""", "sinks[0].webhook has a user or password in it")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "http://x", "headers": { "a b": "hidden" } }] }""", "sinks[0].headers has 'a b'")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "http://x", "headers": { "a": "hidden\r\nb: c" } }] }""", "sinks[0].headers has 'a'")]
    [InlineData("""{ "rules": [], "sinks": [{ "mqtt": "mqtt://u:hidden@x", "topic": "a/#" }] }""", "sinks[0].topic is 'a/#'")]
    [InlineData("""{ "rules": [], "sinks": [{ "mqtt": "mqtt://u:hidden@x", "topic": "a/{camera}" }] }""", "sinks[0].topic is 'a/{camera}'")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "http://x", "secret": "hidden" }] }""", "sinks[0].secret is not whsec_ and the base64 of 24 to 64 random bytes")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "http://x", "secret": "whsec_hidden+=" }] }""", "sinks[0].secret is not whsec_")]
    [InlineData("""{ "rules": [], "sinks": [{ "mqtt": "mqtt://:hidden@x" }] }""", "sinks[0].mqtt has a password without a user")]
    [InlineData("""{ "rules": [], "sinks": [{ "mqtt": "mqtt://x", "ca_file": "/none.pem" }] }""", "sinks[0].ca_file needs an address that begins with mqtts://")]
    [InlineData("""{ "rules": [], "sinks": [{ "mqtt": "mqtts://x", "ca_file": "/none.pem" }] }""", "sinks[0].ca_file: '/none.pem' can't be read")]
    [InlineData("""{ "rules": [], "sinks": [{ "mqtt": "mqtt://x", "state_topic": "a/{event}" }] }""", "sinks[0].state_topic is 'a/{event}'")]
    [InlineData("""{ "rules": [], "sinks": [{ "mqtt": "mqtt://x", "availability_topic": "a/{stream}" }] }""", "sinks[0].availability_topic is 'a/{stream}'")]
    [InlineData("""{ "rules": [], "sinks": [{}] }""", "sinks[0] must have exactly one of webhook, mqtt")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "http://x", "topic": "a" }] }""", "sinks[0].topic is not a setting of webhook")]
    [InlineData("""{ "rules": [], "sinks": [{ "webhook": "http://x", "headers": { "a": 1 } }] }""", "sinks[0].headers is not an object of texts")]
    [InlineData("""{ "rules": [], "zones": [] }""", "zones")]
    [InlineData("nonsense", "invalid")]
    public void What_is_not_allowed_is_named_by_its_field_without_secrets(string text, string expected)
    {
        string message = Assert.Throws<EventFileException>(() => Read(text)).Message;

        Assert.Contains(_path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sink_of_a_users_own_is_found_by_its_name()
    {
        File.WriteAllText(_path, """{ "rules": [], "sinks": [{ "siren": "loud" }] }""");

        var sink = Assert.Single(EventFile.Read(_path, Models, [new SirenFactory()]).Sinks);

        Assert.Equal(("siren", "loud"), (sink.Name, sink.Sink.Receiver));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains(_path, Assert.Throws<EventFileException>(() => EventFile.Read(_path, Models, [new WebhookSinkFactory(TimeProvider.System), new MqttSinkFactory(TimeProvider.System)])).Message, StringComparison.Ordinal);

    public void Dispose() => File.Delete(_path);

    private EventFile Read(string text)
    {
        File.WriteAllText(_path, text);
        return EventFile.Read(_path, Models, [new WebhookSinkFactory(TimeProvider.System), new MqttSinkFactory(TimeProvider.System)]);
    }

    private sealed class SirenFactory : IEventSinkFactory
    {
        public string Name => "siren";

        public IEventSink Create(EventSinkSettings settings) => new Siren(settings.Text(Name)!);
    }

    private sealed class Siren(string volume) : IEventSink
    {
        public string Receiver => volume;

        public Task SendAsync(EventMessage message, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
