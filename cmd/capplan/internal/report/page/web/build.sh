#!/bin/sh
# Bundles the script that draws the charts of the HTML report. It needs Node.js 20 or
# later and npm; the same sources give the same bytes.
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --silent
./node_modules/.bin/esbuild src/main.js --bundle --minify --format=iife --target=es2022 \
  --legal-comments=none --charset=utf8 --define:process.env.NODE_ENV='"production"' \
  --outfile=../assets/charts.js
modules=node_modules
{
  echo "charts.js is made of the following works, and of sources of this repository."
  for name in echarts zrender tslib; do
    echo
    echo "==== $name $(node -p "require('./$modules/$name/package.json').version")"
    echo
    for file in LICENSE LICENSE.txt NOTICE licenses/LICENSE-d3; do
      if [ -f "$modules/$name/$file" ]; then cat "$modules/$name/$file"; echo; fi
    done
  done
} > ../assets/charts.LICENSE.txt
{
  echo "$(cat package.json package-lock.json build.sh src/*.js | sha256sum | cut -d' ' -f1)  sources"
  echo "$(sha256sum <../assets/charts.js | cut -d' ' -f1)  charts.js"
} > ../assets/charts.sha256
