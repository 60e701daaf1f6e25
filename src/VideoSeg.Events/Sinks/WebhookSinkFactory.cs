namespace VideoSeg.Events.Sinks;

/// <summary>Receivers over HTTP: an address; headers, which may hold secrets; and the secret that signs events.</summary>
internal sealed class WebhookSinkFactory(TimeProvider time) : IEventSinkFactory
{
    private const string SecretPrefix = "whsec_";

    public string Name => "webhook";

    public IEventSink Create(EventSinkSettings settings)
    {
        var address = settings.Address("http", "https");
        EventSinkSettings.Require(address.UserInfo.Length == 0, $"{settings.Field}.webhook has a user or password in it; they belong in headers");
        settings.AllowOnly("headers", "secret");
        var headers = settings.Texts("headers");
        using var request = new HttpRequestMessage();
        foreach (var (name, value) in headers)
        {
            bool isAllowed = value.All(c => c is >= ' ' and <= '~') && request.Headers.TryAddWithoutValidation(name, value);
            EventSinkSettings.Require(isAllowed, $"{settings.Field}.headers has '{name}', which is not a request header, or whose value is not printable ASCII");
        }

        return new WebhookSink(address, headers, SecretOf(settings), time);
    }

    private static byte[]? SecretOf(EventSinkSettings settings)
    {
        if (settings.Text("secret") is not { } text)
        {
            return null;
        }

        byte[] secret = new byte[64];
        bool isAllowed = text.StartsWith(SecretPrefix, StringComparison.Ordinal) & Convert.TryFromBase64String(text[Math.Min(SecretPrefix.Length, text.Length)..], secret, out int length) && length >= 24;
        EventSinkSettings.Require(isAllowed, $"{settings.Field}.secret is not {SecretPrefix} and the base64 of 24 to 64 random bytes, such as of `openssl rand -base64 32`");
        return secret[..length];
    }
}
