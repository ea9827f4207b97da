{#
    A table of ours. Whole, it is made in one statement that replaces the old one; dbt's own `table` renames twice and
    drops once, each with a context of its own, which for a hundred small models costs more than their rows. In a night
    (is_night) only what is touched is made again: the rows that `meta.touched_by` names go, those of the model come.
#}
{% materialization kept, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing is not none and not existing.is_table -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {% call statement('main') -%}
        {%- if onefold.touched_by() and onefold.is_night() -%}
            delete from {{ target_relation }} where {{ onefold.touched(*onefold.touched_by()) }};
            insert into {{ target_relation }} by name ({{ sql }});
        {%- else -%}
            {{ onefold.create_or_replace_table(target_relation, sql) }}
        {%- endif -%}
    {%- endcall %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro create_or_replace_table(relation, sql) -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
        create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
        insert into {{ relation }} {{ get_column_names() }} ({{ get_select_subquery(sql) }});
    {%- else -%}
        create or replace table {{ relation }} as ({{ sql }});
    {%- endif -%}
{%- endmacro %}

{# What a model's rows are touched by, from its configuration: the kind, then the column if it is not the kind's own. #}
{% macro touched_by() %}
    {{ return((config.get('meta') or {}).get('touched_by')) }}
{% endmacro %}

{#
    Whether only what is touched is to be made again: the table stands, and begin_build has left it standing. Unit tests
    always make everything.
#}
{% macro is_night() %}
    {{ return(
        execute and model.resource_type == 'model' and onefold.can_keep() and load_cached_relation(this) is not none
    ) }}
{% endmacro %}

{# Whether this engine keeps tables from build to build; elsewhere every build is whole. #}
{% macro can_keep() %}{{ return(adapter.dispatch('can_keep', 'onefold')()) }}{% endmacro %}
{% macro default__can_keep() %}{{ return(false) }}{% endmacro %}
{% macro duckdb__can_keep() %}{{ return(true) }}{% endmacro %}

{# What touches: the table that holds it and what it names. #}
{% macro touched_kinds() %}
    {{ return({
        'party': ('touched_party', 'record_name'), 'record': ('touched_record', 'record_name'),
        'customer': ('touched_customer', 'customer_id'), 'buyer': ('touched_buyer', 'customer_id'),
        'claim': ('touched_claim', 'claimant'), 'reference': ('touched_reference', 'record_name'),
        'input': ('touched_input', '(entity, name)')
    }) }}
{% endmacro %}

{#
    The condition that a row is to be made again: true when everything is. Kinds: `party` and `record` (record_name of a
    party, of anything), `customer` (whose golden record may change), `buyer` (whose marts may), `claim` (whose sales and
    documents are compared), `reference` (record_name of what refers), `input` (of a digest).
#}
{% macro touched(kind, column=none) -%}
    {%- set table, name = onefold.touched_kinds()[kind] -%}
    {%- if model.resource_type == 'model' -%}
        {%- set relation = ref('onefold', table) -%}
    {%- endif -%}
    {%- if onefold.is_night() -%}
        {{ column or name }} in (select {{ name.strip('()') }} from {{ relation }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# The table that the last build left of a model: read before this build makes it again, so no dependency. #}
{% macro last_built(name) -%}
    {%- if execute -%}{{ graph.nodes['model.onefold.' ~ name].relation_name }}{%- endif -%}
{%- endmacro %}

{# One number for all columns of a row. Engines' own hashes differ from version to version, and so the fingerprint does. #}
{% macro row_digest(row) %}{{ return(adapter.dispatch('row_digest', 'onefold')(row)) }}{% endmacro %}
{% macro default__row_digest(row) %}hash({{ row }}){% endmacro %}
