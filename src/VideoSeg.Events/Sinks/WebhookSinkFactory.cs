namespace VideoSeg.Events.Sinks;

/// <summary>Receivers over HTTP: an address, and headers, which may hold secrets.</summary>
internal sealed class WebhookSinkFactory : IEventSinkFactory
{
    public string Name => "webhook";

    public IEventSink Create(EventSinkSettings settings)
    {
        var address = settings.Address("http", "https");
        EventSinkSettings.Require(address.UserInfo.Length == 0, $"{settings.Field}.webhook has a user or password in it; they belong in headers");
        settings.AllowOnly("headers");
        var headers = settings.Texts("headers");
        using var request = new HttpRequestMessage();
        foreach (var (name, value) in headers)
        {
            bool isAllowed = value.All(c => c is >= ' ' and <= '~') && request.Headers.TryAddWithoutValidation(name, value);
            EventSinkSettings.Require(isAllowed, $"{settings.Field}.headers has '{name}', which is not a request header, or whose value is not printable ASCII");
        }

        return new WebhookSink(address, headers);
    }
}
