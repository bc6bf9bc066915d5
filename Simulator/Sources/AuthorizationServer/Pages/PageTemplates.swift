/// The pages as mustache templates. Every value is escaped; `{{{` occurs nowhere.
enum PageTemplates {
    static let all: [(name: String, template: String)] = [
        ("head", head), ("foot", foot), ("sign-in", signIn), ("code", code),
        ("confirm", confirm), ("message", message),
        ("consent", consent), ("sign-out", signOut),
    ]

    private static let head = """
        <!doctype html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{{title}} – {{text.product}}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/style.css?{{styleVersion}}">
        </head>
        <body>
        <header class="bar">
        <a class="brand" href="/device">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <rect class="mark" x="1" y="1" width="30" height="30" rx="8"/>
        <path class="sign" d="M8 10h16v10H8zM12 24h8M12.5 15l2.5 2.5 4.5-4.5"/>
        </svg>
        <span>{{text.product}}</span></a>
        {{#account}}
        <form class="account" method="post" action="/logout">
        <input type="hidden" name="form_token" value="{{signOutToken}}">
        <span class="who">{{signedInAs}}</span>
        <a href="/account">{{text.account.link}}</a>
        <button class="quiet" type="submit">{{text.signOut}}</button>
        </form>
        {{/account}}
        </header>
        <main class="card">
        """

    private static let foot = """
        </main>
        </body>
        </html>
        """

    private static let signIn = """
        {{> head}}
        <h1>{{title}}</h1>
        <p class="lead">{{text.signInLead}}</p>
        {{#error}}<p class="alert" role="alert">{{error}}</p>{{/error}}
        <form method="post" action="/login">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="return" value="{{returnPath}}">
        <label for="username">{{text.username}}</label>
        <input id="username" name="username" type="text" autocomplete="username"
        autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="128" required
        value="{{username}}">
        <label for="password">{{text.password}}</label>
        <input id="password" name="password" type="password" autocomplete="current-password"
        maxlength="1024" required>
        <button class="primary" type="submit">{{text.signInButton}}</button>
        </form>
        {{> foot}}
        """

    private static let code = """
        {{> head}}
        <h1>{{title}}</h1>
        <p class="lead">{{lead}}</p>
        {{#error}}<p class="alert" role="alert" id="code-error">{{error}}</p>{{/error}}
        <form method="post" action="/device">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <label for="user_code">{{text.codeLabel}}</label>
        <input id="user_code" class="code" name="user_code" type="text" autocomplete="off"
        autocapitalize="characters" autocorrect="off" spellcheck="false" enterkeyhint="go"
        maxlength="64" required aria-describedby="code-hint" value="{{userCode}}"{{^userCode}}
        autofocus{{/userCode}}>
        <p class="hint" id="code-hint">{{text.codeHint}}</p>
        <button class="primary" type="submit">{{text.codeButton}}</button>
        </form>
        {{> foot}}
        """

    /// Decline comes first, so it is what Enter presses, and is as large as Authorize.
    private static let confirm = """
        {{> head}}
        <h1>{{title}}</h1>
        <p class="code-label" id="code-label">{{text.confirmCodeLabel}}</p>
        <p class="code-shown" aria-labelledby="code-label">{{userCode}}</p>
        <div class="warning" role="note">
        <p><strong>{{text.confirmWarning}}</strong></p>
        <p>{{text.confirmWarningMore}}</p>
        </div>
        {{#isOtherNetwork}}
        <div class="alert" role="alert">
        <p><strong>{{text.otherNetworkWarning}}</strong></p>
        <p>{{text.otherNetworkMore}}</p>
        </div>
        {{/isOtherNetwork}}
        <dl>
        <dt>{{text.confirmDevice}}</dt><dd>{{clientName}}</dd>
        <dt>{{text.confirmRequested}}</dt><dd>{{requestedAt}}</dd>
        <dt>{{text.confirmFrom}}</dt><dd>{{requestAddress}}</dd>
        <dt>{{text.confirmAccount}}</dt><dd>{{username}}</dd>
        </dl>
        {{#hasScopes}}
        <h2>{{text.confirmAllows}}</h2>
        <ul class="scopes">{{#scopes}}<li>{{.}}</li>{{/scopes}}</ul>
        {{/hasScopes}}
        {{^hasScopes}}<p>{{text.confirmNothing}}</p>{{/hasScopes}}
        <form class="decision" method="post" action="/device/decision">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="request" value="{{request}}">
        <button class="decline" type="submit" name="decision" value="deny">\
        {{text.declineButton}}</button>
        <button class="primary" type="submit" name="decision" value="approve">\
        {{text.authorizeButton}}</button>
        </form>
        {{> foot}}
        """

    private static let message = """
        {{> head}}
        <div class="outcome {{kind}}">
        <svg viewBox="0 0 64 64" width="72" height="72" aria-hidden="true" focusable="false">
        <circle class="ring" cx="32" cy="32" r="29"/>
        {{#isSuccess}}<path class="stroke" d="M20 33l8 8 16-17"/>{{/isSuccess}}
        {{^isSuccess}}<path class="stroke" d="M23 23l18 18M41 23L23 41"/>{{/isSuccess}}
        </svg>
        <h1>{{title}}</h1>
        <p class="lead" role="status">{{message}}</p>
        {{#link}}<p><a href="/device">{{link}}</a></p>{{/link}}
        </div>
        {{> foot}}
        """
}
