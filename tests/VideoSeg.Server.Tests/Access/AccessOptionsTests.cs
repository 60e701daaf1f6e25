using Microsoft.Extensions.Configuration;
using VideoSeg.Server.Access;
using VideoSeg.Server.Access.Credentials;

namespace VideoSeg.Server.Tests.Access;

public sealed class AccessOptionsTests
{
    [Theory]
    [InlineData("Callers:camera:Rights:0", "fly", "Access:Callers:camera:Rights", "publish, subscribe")]
    [InlineData("Callers:camera:KeyHashes:0", "hunter2", "Access:Callers:camera:KeyHashes", "64 hexadecimal digits")]
    [InlineData("Callers:camera:CertificateName", "camera", "Access:Callers:camera:CertificateName", "Access:ClientAuthorities")]
    [InlineData("Tokens:Issuer", "https://issuer.test", "Access:Tokens", "exactly one of KeyFile and Jwks")]
    [InlineData("Tokens:KeyFile", "nowhere.pem", "Access:Tokens:KeyFile", "nowhere.pem")]
    [InlineData("ClientAuthorities", "nowhere.pem", "Access:ClientAuthorities", "nowhere.pem")]
    [InlineData("Origins:0", "ops.example", "Access:Origins", "https://ops.example")]
    public void What_is_not_allowed_is_named_with_what_is_and_secrets_are_not_said_back(string setting, string value, string option, string allowed)
    {
        var options = new AccessOptions();
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(setting, (string?)value)]).Build().Bind(options);

        var result = new AccessOptionsCheck().Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains(option, result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(allowed, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_with_a_key_is_allowed()
    {
        var options = new AccessOptions();
        options.Callers["camera"] = new CallerOptions { KeyHashes = [ApiKey.HashOf(ApiKey.New())], Rights = ["publish cameras.>", "batch"] };

        Assert.True(new AccessOptionsCheck().Validate(null, options).Succeeded);
    }
}
