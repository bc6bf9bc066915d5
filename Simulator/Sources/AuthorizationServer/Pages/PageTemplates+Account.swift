extension PageTemplates {
    static let ofAccount: [(name: String, template: String)] = [
        ("account", account), ("new-password", newPassword),
        ("second-factor-set-up", secondFactorSetUp), ("second-factor-code", secondFactorCode),
    ]

    private static let account = """
        {{> head}}
        <h1>{{title}}</h1>
        {{#notice}}<p class="notice" role="status">{{notice}}</p>{{/notice}}
        {{#error}}<p class="alert" role="alert">{{error}}</p>{{/error}}
        <section aria-labelledby="devices">
        <h2 id="devices">{{text.account.devicesTitle}}</h2>
        {{#hasDevices}}
        <p class="lead">{{text.account.devicesLead}}</p>
        <ul class="devices">
        {{#devices}}
        <li>
        <h3>{{name}}</h3>
        <dl>
        <dt>{{text.account.deviceConnected}}</dt><dd>{{connectedAt}}</dd>
        {{#address}}<dt>{{text.account.deviceFrom}}</dt><dd>{{address}}</dd>{{/address}}
        <dt>{{text.account.deviceLastUsed}}</dt><dd>{{lastUsedAt}}</dd>
        {{#hasScopes}}
        <dt>{{text.account.deviceAllows}}</dt>
        <dd><ul class="scopes">{{#scopes}}<li>{{.}}</li>{{/scopes}}</ul></dd>
        {{/hasScopes}}
        </dl>
        <form method="post" action="/account/devices/revoke">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="device" value="{{id}}">
        <button class="quiet" type="submit" aria-label="{{revokeNamed}}">\
        {{text.account.revoke}}</button>
        </form>
        </li>
        {{/devices}}
        </ul>
        {{/hasDevices}}
        {{^hasDevices}}<p class="lead">{{text.account.devicesNone}}</p>{{/hasDevices}}
        </section>
        <section aria-labelledby="password-title">
        <h2 id="password-title">{{text.password}}</h2>
        <p class="lead">{{text.account.passwordLead}}</p>
        <p><a href="/account/password">{{text.account.passwordChange}}</a></p>
        </section>
        <section aria-labelledby="second-factor">
        <h2 id="second-factor">{{text.account.secondFactorTitle}}</h2>
        <p class="lead">{{#hasSecondFactor}}{{text.account.secondFactorOn}}{{/hasSecondFactor}}\
        {{^hasSecondFactor}}{{text.account.secondFactorOff}}{{/hasSecondFactor}}</p>
        <form method="post" action="/account/second-factor/{{secondFactorAction}}">
        <input type="hidden" name="form_token" value="{{secondFactorToken}}">
        <input type="text" name="username" value="{{username}}" autocomplete="username" hidden>
        <label for="password">{{text.account.secondFactorAsksPassword}}</label>
        <input id="password" name="password" type="password" autocomplete="current-password"
        maxlength="1024" required>
        <button class="quiet" type="submit">\
        {{#hasSecondFactor}}{{text.account.secondFactorRemove}}{{/hasSecondFactor}}\
        {{^hasSecondFactor}}{{text.account.secondFactorStart}}{{/hasSecondFactor}}</button>
        </form>
        </section>
        <section aria-labelledby="sessions">
        <h2 id="sessions">{{text.account.sessionsTitle}}</h2>
        <p class="lead">{{text.account.sessionsLead}}</p>
        <form method="post" action="/account/sign-out-everywhere">
        <input type="hidden" name="form_token" value="{{signOutEverywhereToken}}">
        <button class="quiet" type="submit">{{text.account.signOutEverywhere}}</button>
        </form>
        </section>
        {{> foot}}
        """

    /// The hidden user name tells password managers whose password changes.
    private static let newPassword = """
        {{> head}}
        <h1>{{title}}</h1>
        <p class="lead">{{lead}}</p>
        {{#error}}<p class="alert" role="alert">{{error}}</p>{{/error}}
        <form method="post" action="{{action}}">
        <input type="hidden" name="form_token" value="{{formToken}}">
        {{#returnPath}}<input type="hidden" name="return" value="{{returnPath}}">{{/returnPath}}
        <input type="text" name="username" value="{{username}}" autocomplete="username" hidden>
        {{#asksCurrent}}
        <label for="current">{{text.account.currentPassword}}</label>
        <input id="current" name="current_password" type="password"
        autocomplete="current-password" maxlength="1024" required>
        {{/asksCurrent}}
        <label for="new">{{text.account.newPassword}}</label>
        <input id="new" name="new_password" type="password" autocomplete="new-password"
        minlength="8" maxlength="1024" required aria-describedby="new-hint">
        <p class="hint" id="new-hint">{{text.account.newPasswordHint}}</p>
        <label for="repeated">{{text.account.repeatedPassword}}</label>
        <input id="repeated" name="repeated_password" type="password"
        autocomplete="new-password" minlength="8" maxlength="1024" required>
        <button class="primary" type="submit">{{text.account.savePassword}}</button>
        </form>
        {{#isAccount}}<p><a href="/account">{{text.account.back}}</a></p>{{/isAccount}}
        {{> foot}}
        """

    private static let secondFactorSetUp = """
        {{> head}}
        <h1>{{title}}</h1>
        {{#error}}<p class="alert" role="alert">{{error}}</p>{{/error}}
        <p class="lead">{{text.account.setUpScan}}</p>
        {{#hasPicture}}
        <img class="picture" src="/account/second-factor.svg" width="220" height="220"
        alt="{{text.account.setUpPicture}}">
        {{/hasPicture}}
        <p class="key-label" id="key-label">{{text.account.setUpKey}}</p>
        <p class="key" role="group" aria-labelledby="key-label">{{key}}</p>
        <form method="post" action="/account/second-factor">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <p class="lead">{{text.account.setUpConfirm}}</p>
        <label for="code">{{text.account.codeLabel}}</label>
        <input id="code" class="code" name="code" type="text" inputmode="numeric"
        autocomplete="one-time-code" maxlength="16" required>
        <button class="primary" type="submit">{{text.account.setUpButton}}</button>
        </form>
        <p><a href="/account">{{text.account.back}}</a></p>
        {{> foot}}
        """

    private static let secondFactorCode = """
        {{> head}}
        <h1>{{title}}</h1>
        <p class="lead">{{text.account.codeLead}}</p>
        {{#error}}<p class="alert" role="alert">{{error}}</p>{{/error}}
        <form method="post" action="/login/code">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="return" value="{{returnPath}}">
        <label for="code">{{text.account.codeLabel}}</label>
        <input id="code" class="code" name="code" type="text" inputmode="numeric"
        autocomplete="one-time-code" maxlength="16" required autofocus>
        <p class="hint">{{text.account.codeLost}}</p>
        <button class="primary" type="submit">{{text.account.codeButton}}</button>
        </form>
        {{> foot}}
        """
}
