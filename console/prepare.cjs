'use strict';
// Builds the console when the dependencies of a checkout are installed. Without the development dependencies, and where
// the build fails, it says so and the installation goes on: the gateway runs without a console.

var fs = require('fs');
var path = require('path');
var spawnSync = require('child_process').spawnSync;

var ROOT = path.join(__dirname, '..');

function say(text) {
  process.stdout.write('stepgate: ' + text + '\n');
}

function whyNot() {
  if (!fs.existsSync(path.join(__dirname, 'src'))) return 'its sources are not here';
  if (!fs.existsSync(path.join(ROOT, 'node_modules', 'vite'))) return 'the development dependencies are not installed';
  return undefined;
}

// `npm pack` and `npm publish` build it in `prepack`, where a failure ends them.
if (process.env.npm_command !== 'pack' && process.env.npm_command !== 'publish') {
  var reason = whyNot();
  if (reason) {
    say('the console is not built: ' + reason);
  } else {
    var built = spawnSync('npm', ['run', '--silent', 'console:build'], {
      cwd: ROOT,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (built.status !== 0) {
      say('the console is not built: `npm run console:build` failed');
      process.stdout.write(String(built.stdout || '') + String(built.stderr || built.error || ''));
    }
  }
}
