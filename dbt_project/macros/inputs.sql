{#
    What the tables that stay from build to build are made of, with the columns that name a row and what it hangs on
    (`parent`). `repeated`: the same row may stand there twice.
#}
{% macro kept_inputs() %}
    {%- set parents = {
        'consent': 'party', 'deal_stage_history': 'deal', 'order_line': '"order"', 'tag': 'record', 'custom_field': 'record'
    } -%}
    {%- set found = [] -%}
    {%- for entity in ['party', 'owner', 'pipeline_stage'] + onefold.fact_entities() + onefold.side_entities() -%}
        {%- do found.append({
            'entity': entity, 'relation': ref('int_' ~ entity), 'name': 'record_name',
            'parent': parents.get(entity, 'null'), 'repeated': entity in onefold.side_entities()
        }) -%}
    {%- endfor -%}
    {%- for table, name in [
        ('name', 'name_id'), ('contact_point', 'value_id'), ('address', 'address_id'), ('tax_id', 'tax_id_id'),
        ('birth_date', 'raw'), ('country', 'raw')
    ] -%}
        {%- do found.append({
            'entity': 'standardised_' ~ table, 'relation': source('standardised', table), 'name': name, 'parent': 'null'
        }) -%}
    {%- endfor -%}
    {%- set stages -%}
        (select kind, source, pipeline, stage, semantic, outcome from {{ ref('onefold', 'pipeline_stage') }})
    {%- endset -%}
    {%- do found.extend([
        {'entity': 'identity', 'relation': source('match', 'identity'), 'name': 'record_name', 'parent': 'null'},
        {'entity': 'identity_history', 'relation': source('match', 'identity_history'), 'name': 'record_name', 'parent': 'null'},
        {'entity': 'correction', 'relation': source('audit_input', 'correction'), 'name': 'customer_id', 'parent': 'null'},
        {'entity': 'rate', 'relation': ref('onefold', 'exchange_rate_daily'), 'name': 'day', 'parent': 'currency'},
        {'entity': 'golden_product', 'relation': ref('onefold', 'product'), 'name': 'record_name', 'parent': 'null'},
        {'entity': 'golden_campaign', 'relation': ref('onefold', 'campaign'), 'name': 'record_name', 'parent': 'null'},
        {'entity': 'stage', 'relation': stages, 'name': 'stage', 'parent': 'source'}
    ]) -%}
    {{ return(found) }}
{% endmacro %}

{# Rows of one of kept_inputs as they are now: entity, name, parent and a digest of all columns. #}
{% macro present_input(input, condition='true') -%}
    {%- set rows_of -%}
        select
            '{{ input.entity }}' as entity,
            cast({{ input.name }} as varchar) as name,
            cast({{ input.parent }} as varchar) as parent,
            {{ onefold.row_digest('rows_of') }} as digest
        from {{ input.relation }} as rows_of
        where {{ condition }}
    {%- endset -%}
    {%- if input.repeated -%}
        select
            '{{ input.entity }}' as entity,
            any_value(name) as name,
            any_value(parent) as parent,
            {{ onefold.row_digest('digest, count(*)') }} as digest
        from ({{ rows_of }}) as all_rows
        group by digest
    {%- else -%}
        {{ rows_of }}
    {%- endif -%}
{%- endmacro %}

{# When a customer last did something, or something was done with them: kind, table, moment. #}
{% macro moments() %}
    {{ return([
        ('activity', 'activity', '"at"'), ('form', 'form_submission', '"at"'), ('visit', 'web_visit', '"at"'),
        ('campaign', 'campaign_event', '"at"'), ('ticket', 'ticket', 'opened_at'), ('answer', 'survey_response', '"at"'),
        ('order', 'sale', 'cast(sold_on as timestamp)'), ('payment', 'payment', 'cast(paid_on as timestamp)')
    ]) }}
{% endmacro %}

{# Where a customer's ways to a sale stand, all together. #}
{% macro customer_journeys() -%}
    select
        customer_id,
        max(case when outcome = 'open' then stage_order end) as open_place,
        count(case when outcome = 'won' then 1 end) as won,
        count(case when outcome = 'lost' then 1 end) as lost
    from {{ ref('onefold', 'sales_journey') }}
    where customer_id is not null
    group by customer_id
{%- endmacro %}

{# Every step from a record that its source merged away, up to 20 deep: record_name, reached, depth. #}
{% macro merge_steps() -%}
    select record_name, merged_into as reached, 1 as depth
    from parties
    where merged_into is not null
    union all
    select steps.record_name, parties.merged_into as reached, steps.depth + 1 as depth
    from steps
    inner join parties on steps.reached = parties.record_name
    where parties.merged_into is not null and steps.depth < 20
{%- endmacro %}
