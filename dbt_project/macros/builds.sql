{#
    When a build may go on from the last one. It may when that one was whole and made all of these tables, by the same
    code, seeds and settings (ONEFOLD_FINGERPRINT, which `onefold run` sets), and this one makes all of them too;
    otherwise they are dropped, and made from nothing. A build that was cut off or failed counts as none.
#}
{% macro begin_build() %}
    {%- if not execute or not onefold.can_keep() -%}{{ return('') }}{%- endif -%}
    {%- set kept = onefold.kept_models() -%}
    {%- set chosen = kept | selectattr('unique_id', 'in', selected_resources) | list -%}
    {%- if not chosen -%}{{ return('') }}{%- endif -%}
    {%- set state = onefold.build_state() -%}
    {%- set fingerprint = env_var('ONEFOLD_FINGERPRINT', '') -%}
    {%- set goes_on = not flags.FULL_REFRESH and chosen | length == kept | length
        and fingerprint | length > 0 and state == fingerprint -%}
    -- What a hundred commits leave in the log is written into the file once, when it is closed.
    set checkpoint_threshold = '16GB';
    -- A night leaves holes in every table; closing them all would write most of it again, one a table keeps pace.
    -- A whole build leaves none.
    set max_vacuum_tasks = {{ 1 if goes_on else 0 }};
    -- Beside a few days every other table is large: to compare all with all costs less than to sort both.
    set global nested_loop_join_threshold = 64;
    create schema if not exists intermediate;
    create table if not exists intermediate.build_state (
        fingerprint varchar, tomorrow date, is_complete boolean, is_night boolean
    );
    update intermediate.build_state set is_complete = false, is_night = {{ goes_on | string | lower }};
    {% if not goes_on -%}
    {%- for one in chosen %}
    {%- set relation = onefold.relation_of(one) -%}
    {%- if relation is not none %}
    drop {{ relation.type }} {{ relation }};
    {%- do adapter.cache_dropped(relation) -%}
    {%- endif -%}
    {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{#
    What a build that made all of these tables and passed leaves for the next one; whose records it touched it does not.
    After one that failed a test the next is whole, since nights look again only at what is touched.
#}
{% macro end_build() %}
    {%- if not execute or not onefold.can_keep() -%}{{ return('') }}{%- endif -%}
    {%- set kept = onefold.kept_models() -%}
    {%- set made = results | map(attribute='node.unique_id') | list -%}
    {%- if kept | selectattr('unique_id', 'in', made) | list | length < kept | length -%}{{ return('') }}{%- endif -%}
    {%- set failed = results | rejectattr('status', 'in', ['success', 'pass', 'warn']) | list -%}
    {%- for one in kept if one.name.startswith('touched_') and onefold.relation_of(one) is not none %}
    delete from {{ one.relation_name }};
    {%- endfor %}
    delete from intermediate.build_state;
    {%- if not failed %}
    insert into intermediate.build_state values (
        '{{ env_var('ONEFOLD_FINGERPRINT', '') }}', {{ onefold.tomorrow() }}, true, false
    );
    {%- endif %}
{% endmacro %}

{# Models that stay from build to build, and those that say what is touched. #}
{% macro kept_models() %}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() if node.package_name == 'onefold' and node.resource_type == 'model' -%}
        {%- if node.config.materialized in ('kept', 'view') and node.config.meta.get('touched_by') is not none -%}
            {%- do found.append(node) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{# The table of a model, or nothing where there is none. #}
{% macro relation_of(node) %}
    {{ return(load_cached_relation(
        api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)
    )) }}
{% endmacro %}

{# The fingerprint of the last build, or nothing when it did not end well. #}
{% macro build_state() %}
    {%- if not onefold.has_build_state() -%}{{ return(none) }}{%- endif -%}
    {%- set rows = run_query('select fingerprint from intermediate.build_state where is_complete').rows -%}
    {{ return(rows[0][0] if rows | length else none) }}
{% endmacro %}

{# Whether the build at work goes on from the last one. #}
{% macro goes_on() %}
    {%- if not onefold.has_build_state() -%}{{ return(false) }}{%- endif -%}
    {{ return(run_query('select 1 from intermediate.build_state where is_night').rows | length > 0) }}
{% endmacro %}

{# Whether an earlier run has left the table; one that this run made says nothing yet. #}
{% macro has_build_state() %}
    {%- set relation = api.Relation.create(
        database=target.database, schema='intermediate', identifier='build_state'
    ) -%}
    {{ return(load_cached_relation(relation) is not none) }}
{% endmacro %}
